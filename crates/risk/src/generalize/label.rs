//! The value that all rows of a part get instead of theirs.

use super::cut::code;
use crate::fraction::{count, number, ratio};
use crate::{Column, Kind, Value};

/// What a part has in a column: its least and greatest code, and whether a row of several has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label {
    least: u32,
    most: u32,
}

impl Label {
    pub(super) fn of(column: &Column, rows: &[u32]) -> Self {
        let codes = || rows.iter().map(|row| code(column, *row));
        Self {
            least: codes().min().unwrap_or_default(),
            most: codes().max().unwrap_or_default(),
        }
    }

    /// Whether all rows have one value, which they keep.
    pub(super) fn is_exact(self) -> bool {
        self.least == self.most
    }

    /// The text; none where no row has a value.
    pub(super) fn text(self, column: &Column) -> Option<String> {
        let (least, most) = (column.value(self.least)?, column.value(self.most)?);
        match (least, most) {
            (Value::Absent, Value::Absent) => None,
            (Value::Absent, _) => Some("*".to_owned()),
            _ if self.is_exact() => Some(least.to_string()),
            (Value::Text(least), Value::Text(most)) => Some(format!("{}*", shared(least, most))),
            (Value::Date(least), Value::Date(most)) => Some(format!("{least}/{most}")),
            _ => Some(format!("[{least}, {most}]")),
        }
    }

    /// How much of the column's domain the text covers, from 0 (one value) to 1 (all) (Iyengar, 2002).
    pub(super) fn loss(self, column: &Column) -> f64 {
        let (Some(least), Some(most)) = (column.value(self.least), column.value(self.most)) else {
            return 0.0;
        };
        match (least, most) {
            _ if self.is_exact() => 0.0,
            (Value::Absent, _) => 1.0,
            (Value::Text(least), Value::Text(most)) => {
                let (covered, all) = covered(column, shared(least, most));
                ratio(covered.saturating_sub(1), all.saturating_sub(1))
            }
            _ => between(column, least, most),
        }
    }
}

/// How far apart rows are, from 0 (all alike) to 1 (as far as in the table). Texts are ranked for that.
pub(super) fn width(column: &Column, rows: &[u32]) -> f64 {
    let label = Label::of(column, rows);
    let (Some(least), Some(most)) = (column.value(label.least), column.value(label.most)) else {
        return 0.0;
    };
    match (column.kind, least) {
        _ if label.is_exact() => 0.0,
        // No value and a value have no distance, and only a wildcard covers both.
        (_, Value::Absent) => 1.0,
        (Kind::Text, _) => {
            let ranks = count(column.values.len()).saturating_sub(1);
            f64::from(label.most - label.least) / number(ranks.max(1))
        }
        (Kind::Number | Kind::Date, _) => between(column, least, most),
    }
}

/// The beginning that the texts of some rows share; none where a row has no text.
pub(super) fn prefix<'a>(column: &'a Column, rows: &[u32]) -> Option<&'a str> {
    let codes = || rows.iter().map(|row| code(column, *row));
    // Texts are in order, so that those between the first and the last begin as both do.
    let is_text = |code: &u32| matches!(column.value(*code), Some(Value::Text(_)));
    let least = column.value(codes().filter(is_text).min()?)?;
    match (least, column.value(codes().max()?)?) {
        (Value::Text(least), Value::Text(most)) => Some(shared(least, most)),
        _ => None,
    }
}

/// The beginning that two texts share, in whole characters.
fn shared<'a>(one: &'a str, another: &str) -> &'a str {
    let pairs = one.char_indices().zip(another.chars());
    let differs = pairs.filter(|((_, one), another)| one != another);
    let mut ends = differs.map(|((at, _), _)| at);
    let end = ends.next().unwrap_or_else(|| one.len().min(another.len()));
    one.get(..end).unwrap_or_default()
}

/// How many texts of a column begin so, and how many there are.
fn covered(column: &Column, beginning: &str) -> (u128, u128) {
    // No value comes before all texts.
    let until = |is_before: &dyn Fn(&str) -> bool| {
        column.values.partition_point(|value| match value {
            Value::Text(text) => is_before(text),
            _ => true,
        })
    };
    let start = until(&|text| text < beginning);
    let end = until(&|text| text < beginning || text.starts_with(beginning));
    let all = column.values.len() - until(&|_| false);
    (u128::from(count(end - start)), u128::from(count(all)))
}

/// The distance of two values by that of the least and the greatest of the column.
fn between(column: &Column, least: &Value, most: &Value) -> f64 {
    let mut present = column.values.iter().filter(|v| **v != Value::Absent);
    let ends = present.next().zip(present.next_back());
    let whole = ends.map_or(0.0, |(first, end)| distance(first, end));
    if whole > 0.0 {
        distance(least, most) / whole
    } else {
        0.0
    }
}

fn distance(one: &Value, another: &Value) -> f64 {
    match (one, another) {
        // Halves, because the distance of the greatest from the least number is no finite one.
        (Value::Number(one), Value::Number(another)) => another / 2.0 - one / 2.0,
        (Value::Date(one), Value::Date(another)) => another.duration_since(*one).as_secs_f64(),
        _ => 0.0,
    }
}
