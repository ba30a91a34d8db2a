//! Sets of rules, by example.

use lethe_plugin::{DataClass, Refusal, Table, Value, Values, testing};

use super::wrong;
use crate::Plugin;

fn staff() -> Table {
    Table::new()
        .with_text("email", DataClass::Contact, [Some("ada@example.org")])
        .with_text("phone", DataClass::Contact, [Some("+43 1 234")])
        .with_text("note", DataClass::FreeText, [Some("likes tea")])
        .with_dates("born", DataClass::QuasiIdentifier, [Some((1987, 6, 5))])
        .with(
            "pay",
            DataClass::Sensitive,
            Values::Integer(vec![Some(4_321)]),
        )
}

fn value(table: &Table, column: &str) -> Option<Value> {
    table.column(column).unwrap().get(0)
}

const RULES: &str = r#"{"rules":[
    {"fields":["email"],"apply":{"operator":"partial-email"}},
    {"classes":["contact"],"apply":{"operator":"mask","pattern":true}},
    {"fields":["pay","born"],"classes":["sensitive"],"apply":{"operator":"round","to":1000}},
    {"classes":["quasi-identifier"],"apply":{"operator":"generalize","to":"year"}}
]}"#;

#[test]
fn the_first_rule_that_fits_a_field_has_it() {
    let table = testing::run::<Plugin>(RULES, staff()).unwrap();
    assert_eq!(value(&table, "email"), Some("a***@example.org".into()));
    assert_eq!(value(&table, "phone"), Some("+99 9 999".into()));
    assert_eq!(value(&table, "pay"), Some(Value::Integer(4_000)));
    let Some(Value::Date(born)) = value(&table, "born") else {
        panic!("no date")
    };
    assert_eq!((born.year, born.month, born.day), (1987, 1, 1));
}

#[test]
fn what_no_rule_fits_is_removed() {
    let table = testing::run::<Plugin>(RULES, staff()).unwrap();
    assert_eq!(value(&table, "note"), None);
    let nothing = testing::run::<Plugin>(r#"{"rules":[]}"#, staff()).unwrap();
    assert!(
        nothing
            .columns
            .iter()
            .all(|column| column.values.get(0).is_none())
    );
}

#[test]
fn otherwise_is_for_what_no_rule_fits() {
    let rules = r#"{"rules":[{"classes":["contact","quasi-identifier","sensitive"],"apply":{"operator":"redact"}}],
        "otherwise":{"operator":"replace","with":"[removed]"}}"#;
    let table = testing::run::<Plugin>(rules, staff()).unwrap();
    assert_eq!(value(&table, "note"), Some("[removed]".into()));
    assert_eq!(value(&table, "email"), None);
}

#[test]
fn a_rule_that_does_not_fit_its_column_changes_nothing() {
    let rules = r#"{"rules":[{"fields":["born"],"apply":{"operator":"hash"}}]}"#;
    let refused = testing::run::<Plugin>(rules, staff());
    assert_eq!(
        refused.unwrap_err(),
        Refusal::UnsupportedColumn("`born` holds date: hash works on text".to_owned())
    );
}

#[test]
fn rules_that_are_none_are_refused_by_name() {
    assert!(
        wrong(r#"{"rules":[{"apply":{"operator":"keep"}}]}"#).starts_with("a rule has `fields`")
    );
    assert!(wrong(r#"{"rules":[{"fields":["a"]}]}"#).contains("missing field `apply`"));
    assert!(wrong(r#"{"rules":[],"operator":"keep"}"#).contains("unknown field `operator`"));
    assert!(
        wrong(r#"{"rules":[{"classes":["none"],"apply":{"operator":"keep"}}]}"#)
            .contains("unknown variant `none`")
    );
    assert!(
        wrong(r#"{"rules":[{"fields":["a"],"apply":{"operator":"mask","count":0}}]}"#)
            .contains("`count` is 1 or more")
    );
}

#[test]
fn refusals_never_hold_values() {
    for parameters in [
        r#"{"operator":"noise","percent":5}"#,
        r#"{"operator":"replace","with":1}"#,
        r#"{"operator":"when","condition":{"less_than":"a"},"then":{"operator":"keep"}}"#,
        r#"{"operator":"micro-aggregate","k":3}"#,
    ] {
        let table = Table::new().with_text("name", DataClass::Identifier, [Some("Lovelace")]);
        let refused = testing::run::<Plugin>(parameters, table).unwrap_err();
        assert!(!refused.to_string().contains("Lovelace"));
    }
}

#[test]
fn the_example_of_the_readme_does_what_it_says() {
    let readme = include_str!("../../README.md");
    let (_, from) = readme.split_once("```json\n").unwrap();
    let (rules, _) = from.split_once("```").unwrap();
    let table = Table::new()
        .with_text(
            "employee_no",
            DataClass::Identifier,
            [Some("1815"), Some("1912")],
        )
        .with_text("diagnosis", DataClass::Special, [Some("J45"), Some("F32")])
        .with_text(
            "country",
            DataClass::QuasiIdentifier,
            [Some("FR"), Some("LI")],
        )
        .with_text(
            "city",
            DataClass::QuasiIdentifier,
            [Some("Lyon"), Some("Vaduz")],
        )
        .with(
            "salary",
            DataClass::Sensitive,
            Values::Integer(vec![Some(999_999), None]),
        )
        .with_dates(
            "born",
            DataClass::QuasiIdentifier,
            [Some((1987, 6, 5)), None],
        )
        .with_text("note", DataClass::FreeText, [Some("likes tea"), None]);
    let table = testing::run::<Plugin>(rules, table).unwrap();
    let Some(Value::Text(token)) = value(&table, "employee_no") else {
        panic!("no token")
    };
    assert!(token.len() == 10 && token.starts_with("E-"));
    assert_eq!(value(&table, "diagnosis"), Some("J".into()));
    assert_eq!(value(&table, "city"), Some("abroad".into()));
    assert_eq!(value(&table, "note"), Some("[removed]".into()));
    let Some(Value::Integer(salary)) = value(&table, "salary") else {
        panic!("no salary")
    };
    assert!((142_000..=158_000).contains(&salary) && salary % 1_000 == 0);
    assert!(
        table
            .columns
            .iter()
            .all(|column| column.values.get(1).is_none())
    );
}
