//! Where two answers differ. Values leave only masked.

use std::collections::BTreeSet;

use domain::Value;
use kit::columns;
use kit::platform::engine;
use kit::problem::Problem;
use serde::Serialize;

use super::sample::Rule;

/// The most values that are shown of a field.
const SHOWN: usize = 3;
/// The most characters that are shown of a value.
const CHARACTERS: usize = 40;

/// A field whose values differ.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Difference {
    /// The field.
    field: String,
    /// In how many records.
    changed: usize,
    /// A few of the values, masked.
    values: Vec<Masked>,
}

/// A value before and after, masked: letters as x, digits as 9.
#[derive(Serialize, utoipa::ToSchema)]
struct Masked {
    /// What the active version gives, or the record has; null for no value.
    before: Option<String>,
    /// What the version gives that was tried.
    now: Option<String>,
}

/// Where answers differ.
#[derive(Default)]
pub(super) struct Differences {
    /// The records, by their place in the sample.
    pub(super) rows: BTreeSet<usize>,
    pub(super) fields: Vec<Difference>,
}

impl Differences {
    /// Adds those of two answers to one rule.
    pub(super) fn add(
        &mut self,
        rule: &Rule,
        before: engine::Table,
        now: engine::Table,
    ) -> Result<(), Problem> {
        let pairs = before.columns.into_iter().zip(now.columns);
        for (field, (before, now)) in rule.fields.iter().zip(pairs) {
            let read = |column| columns::taken(column, field.value_type);
            let pair = read(before).zip(read(now));
            let (before, now) =
                pair.ok_or_else(|| Problem::internal("the engine let another type pass"))?;
            let pairs = before.into_iter().zip(now).enumerate();
            let differing: Vec<_> = pairs.filter(|(_, (before, now))| before != now).collect();
            if differing.is_empty() {
                continue;
            }
            self.rows.extend(differing.iter().map(|(row, _)| *row));
            let masked = |(_, (before, now)): &(usize, (Option<Value>, Option<Value>))| Masked {
                before: before.as_ref().map(mask),
                now: now.as_ref().map(mask),
            };
            self.fields.push(Difference {
                field: field.name.clone(),
                changed: differing.len(),
                values: differing.iter().take(SHOWN).map(masked).collect(),
            });
        }
        Ok(())
    }
}

/// The shape of a value and nothing else of it.
fn mask(value: &Value) -> String {
    let shape = |character: char| match character {
        digit if digit.is_numeric() => '9',
        space if space.is_whitespace() => ' ',
        sign if sign.is_ascii_punctuation() => sign,
        _ => 'x',
    };
    value
        .to_text()
        .chars()
        .take(CHARACTERS)
        .map(shape)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_value_has_its_shape_and_none_of_its_letters() {
        let masked = |text: &str| mask(&Value::Text(text.to_owned()));
        assert_eq!(masked("Ada L. (1815)"), "xxx x. (9999)");
        assert_eq!(masked("größe\u{202e}٣"), "xxxxxx9");
        assert_eq!(masked(&"y".repeat(90)).len(), 40);
    }
}
