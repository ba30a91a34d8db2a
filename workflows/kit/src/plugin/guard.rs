//! The guard over what anonymizers answer: no identifier of the input may stand in it, in whatever field and
//! row. Only where the rule's parameters say that values of a field stay values of the field is that its purpose.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use serde_json::Value as Json;

use crate::columns::Cells;
use crate::platform::engine::{Column, DataClass, Table};

/// The shortest identifier that is looked for, in characters: shorter ones stand in other words by chance.
const SHORTEST: usize = 6;

/// The operators of rule sets whose answers are values that the field may have had: `keep` and `shuffle` leave
/// identifiers, and `ff1` gives numbers of the same domain, which others may bear.
const KEEPING: [&str; 3] = ["keep", "shuffle", "ff1"];

/// Looks for identifiers of the input in the output, whatever their case. The parameters are those of the run.
///
/// # Errors
/// Which column holds one; the text names no value.
pub(super) fn check(parameters: &str, input: &Table, output: &Table) -> Result<(), String> {
    let parameters = serde_json::from_str(parameters).unwrap_or_default();
    let identifiers = identifiers(&parameters, input);
    if identifiers.is_empty() {
        return Ok(());
    }
    // Letters are folded on both sides: an automaton that did it would take thirty times as long to build.
    let finder = AhoCorasick::new(&identifiers)
        .map_err(|_| "its identifiers are too many to look for".to_owned())?;
    let holds_one = |column: &&Column| {
        let mut texts = texts(column).into_iter().flatten();
        texts.any(|text| finder.is_match(&text.to_lowercase()))
    };
    match output.columns.iter().find(holds_one) {
        None => Ok(()),
        Some(column) => Err(format!(
            "the column {} holds an identifier of the input",
            column.name
        )),
    }
}

/// The identifiers that are long enough and meant to go, each once.
fn identifiers(parameters: &Json, table: &Table) -> BTreeSet<String> {
    let identifying = |column: &&Column| {
        column.class == DataClass::Identifier && !keeps(parameters, &column.name)
    };
    let columns = table.columns.iter().filter(identifying);
    let values = columns.flat_map(texts).flatten();
    values
        .map(|text| text.trim().to_lowercase())
        .filter(|text| text.chars().count() >= SHORTEST)
        .collect()
}

/// Whether the parameters, an operator or a set of rules of which the first that fits counts, keep values of
/// an identifying field.
fn keeps(parameters: &Json, field: &str) -> bool {
    let Some(rules) = parameters.get("rules").and_then(Json::as_array) else {
        return mentions(parameters);
    };
    let lists = |rule: &Json, what: &str, name: &str| {
        let named = rule.get(what).and_then(Json::as_array);
        named.is_none_or(|names| names.iter().any(|it| it.as_str() == Some(name)))
    };
    let fits = |rule: &&Json| lists(rule, "fields", field) && lists(rule, "classes", "identifier");
    let found = rules.iter().find(fits);
    found.or(parameters.get("otherwise")).is_some_and(mentions)
}

/// Whether one of these operators stands in it, itself or within another.
fn mentions(operator: &Json) -> bool {
    match operator {
        Json::Object(members) => {
            let name = members.get("operator").and_then(Json::as_str);
            name.is_some_and(|name| KEEPING.contains(&name)) || members.values().any(mentions)
        }
        Json::Array(items) => items.iter().any(mentions),
        _ => false,
    }
}

/// The values of a column that could hold an identifier, as texts.
fn texts(column: &Column) -> Vec<Option<String>> {
    match column.clone().unpack() {
        Cells::Text(values) => values,
        Cells::Integer(values) => values
            .into_iter()
            .map(|value| value.map(|number| number.to_string()))
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, class: DataClass, values: &[&str]) -> Column {
        let cells = values.iter().map(|value| Some((*value).to_owned()));
        crate::columns::texts(name, class, cells.collect())
    }

    fn table(columns: Vec<Column>) -> Table {
        Table { columns }
    }

    fn people() -> Table {
        table(vec![
            column("name", DataClass::Identifier, &["Ada Lovelace", "Bo"]),
            column("note", DataClass::FreeText, &["ill", "well"]),
        ])
    }

    fn answer(names: [&str; 2], notes: [&str; 2]) -> Result<(), String> {
        let output = table(vec![
            column("name", DataClass::Identifier, &names),
            column("note", DataClass::FreeText, &notes),
        ]);
        check("{}", &people(), &output)
    }

    #[test]
    fn an_identifier_is_found_in_any_field_and_row_and_case() {
        assert_eq!(answer(["A", "B"], ["ill", "well"]), Ok(()));
        for (names, notes, column) in [
            (["Ada Lovelace", "B"], ["", ""], "name"),
            (["A", "Ada Lovelace"], ["", ""], "name"),
            (["A", "B"], ["", "with ADA LOVELACE's mother"], "note"),
        ] {
            let refused = answer(names, notes).unwrap_err();
            assert!(refused.contains(&format!("column {column} ")), "{refused}");
            assert!(!refused.to_lowercase().contains("lovelace"), "{refused}");
        }
    }

    #[test]
    fn what_is_short_or_no_identifier_may_stay() {
        assert_eq!(answer(["A", "Bo"], ["Bo is ill", "well"]), Ok(()));
    }

    #[test]
    fn a_number_that_identifies_is_looked_for_too() {
        let number = |name: &str, value| {
            let cells = Cells::Integer(vec![Some(value)]);
            table(vec![Column::pack(name, DataClass::Identifier, &cells)])
        };
        let given = number("no", 1_234_567);
        assert!(check("{}", &given, &given).is_err());
        assert_eq!(check("{}", &given, &number("no", 1)), Ok(()));
    }

    #[test]
    fn only_a_field_that_the_rules_keep_on_purpose_may_keep_its_identifiers() {
        for (parameters, may) in [
            (r#"{"operator":"keep"}"#, true),
            (r#"{"operator":"mask"}"#, false),
            (r#"{"operator":"when","then":{"operator":"keep"}}"#, true),
            (
                r#"{"rules":[{"fields":["name"],"apply":{"operator":"shuffle"}}]}"#,
                true,
            ),
            (
                r#"{"rules":[{"fields":["note"],"apply":{"operator":"keep"}}]}"#,
                false,
            ),
            (
                r#"{"rules":[{"classes":["identifier"],"apply":{"operator":"keep"}}]}"#,
                true,
            ),
            (r#"{"rules":[],"otherwise":{"operator":"keep"}}"#, true),
            (
                r#"{"rules":[{"fields":["name"],"apply":{"operator":"mask"}}],"otherwise":{"operator":"keep"}}"#,
                false,
            ),
        ] {
            let checked = check(parameters, &people(), &people());
            assert_eq!(checked.is_ok(), may, "{parameters}");
        }
    }
}
