//! Control, by example.

use lethe_plugin::{DataClass, Table, Value, Values, testing};

use super::{integers, refusal, text, texts, wrong};
use crate::Plugin;

#[test]
fn keep_leaves_the_value() {
    assert_eq!(
        text(r#"{"operator":"keep"}"#, "Ada").as_deref(),
        Some("Ada")
    );
}

#[test]
fn a_sequence_goes_from_step_to_step() {
    let sequence = r#"{"operator":"sequence","steps":[
        {"operator":"partial-email"},
        {"operator":"mask","keep_end":11,"with":"x"}
    ]}"#;
    assert_eq!(
        text(sequence, "ada@example.org").as_deref(),
        Some("xxxxxexample.org")
    );
    assert_eq!(text(sequence, "no address"), None);
    let empty = r#"{"operator":"sequence","steps":[]}"#;
    assert!(wrong(empty).starts_with("`steps` has one operator or more"));
}

#[test]
fn wrong_parameters_are_found_however_deep_they_are() {
    let deep = r#"{"operator":"when","condition":{"equals":"never"},"then":{"operator":"sequence","steps":[
        {"operator":"truncate-ip","v4":33}
    ]}}"#;
    assert_eq!(wrong(deep), "`v4` is 33, an address has 32 bits");
    let column =
        r#"{"operator":"when","condition":{"equals":"never"},"then":{"operator":"round","to":1}}"#;
    assert_eq!(
        refusal(column),
        "unsupported column: `field` holds text: round works on numbers"
    );
}

#[test]
fn when_chooses_by_the_value_itself() {
    let when = |condition: &str| {
        format!(
            r#"{{"operator":"when","condition":{{{condition}}},"then":{{"operator":"keep"}},
            "otherwise":{{"operator":"replace","with":"else"}}}}"#
        )
    };
    let kept = |condition, value| text(&when(condition), value).as_deref() == Some(value);
    assert!(kept(r#""equals":"a""#, "a") && !kept(r#""equals":"a""#, "b"));
    assert!(kept(r#""in":["a","b"]"#, "b") && !kept(r#""in":["a","b"]"#, "c"));
    assert!(kept(r#""starts_with":"AT-""#, "AT-9") && !kept(r#""starts_with":"AT-""#, "DE-9"));
    assert!(kept(r#""is_null":false"#, "a") && !kept(r#""is_null":true"#, "a"));
    assert!(kept(r#""starts_with":"a","in":["ab"]"#, "ab"));
    assert!(!kept(r#""starts_with":"a","in":["ab"]"#, "ac"));
    let pay = |condition: &str| {
        format!(r#"{{"operator":"when","condition":{{{condition}}},"then":{{"operator":"keep"}}}}"#)
    };
    assert_eq!(
        integers(&pay(r#""greater_than":1,"less_than":9"#), &[1, 5, 9]),
        [None, Some(5), None],
        "without `otherwise`, what does not fit is removed"
    );
}

fn staff() -> Table {
    Table::new()
        .with_text(
            "country",
            DataClass::QuasiIdentifier,
            [Some("AT"), Some("LI"), None],
        )
        .with_text(
            "name",
            DataClass::Identifier,
            [Some("Ada"), Some("Bob"), Some("Cy")],
        )
        .with_dates(
            "born",
            DataClass::QuasiIdentifier,
            [Some((1950, 1, 1)), None, Some((2001, 1, 1))],
        )
}

fn names(parameters: &str) -> Vec<Option<String>> {
    let table = testing::run::<Plugin>(parameters, staff()).unwrap();
    let Some(Values::Text(names)) = table.column("name") else {
        panic!("no names")
    };
    names.iter().map(|name| name.map(str::to_owned)).collect()
}

fn on_names(operator: &str) -> String {
    format!(
        r#"{{"rules":[{{"fields":["name"],"apply":{operator}}}],"otherwise":{{"operator":"keep"}}}}"#
    )
}

#[test]
fn when_chooses_by_another_field() {
    let kept = |condition: &str| {
        names(&on_names(&format!(
            r#"{{"operator":"when","condition":{condition},"then":{{"operator":"keep"}}}}"#
        )))
        .iter()
        .map(Option::is_some)
        .collect::<Vec<_>>()
    };
    assert_eq!(
        kept(r#"{"field":"country","equals":"AT"}"#),
        [true, false, false]
    );
    assert_eq!(
        kept(r#"{"field":"country","is_null":true}"#),
        [false, false, true]
    );
    assert_eq!(
        kept(r#"{"field":"born","less_than":"2000-01-01"}"#),
        [true, false, false]
    );
}

#[test]
fn conditions_see_other_fields_as_they_were() {
    let rules = r#"{"rules":[
        {"fields":["country"],"apply":{"operator":"redact"}},
        {"fields":["name"],"apply":{"operator":"when","condition":{"field":"country","equals":"LI"},"then":{"operator":"keep"}}}
    ]}"#;
    assert_eq!(names(rules), [None, Some("Bob".to_owned()), None]);
}

#[test]
fn suppress_removes_the_whole_row() {
    let rules =
        on_names(r#"{"operator":"suppress","condition":{"field":"country","equals":"LI"}}"#);
    let table = testing::run::<Plugin>(&rules, staff()).unwrap();
    for column in &table.columns {
        assert_eq!(column.values.get(1), None, "{}", column.name);
    }
    assert_eq!(
        table.column("country").unwrap().get(0),
        Some(Value::from("AT"))
    );
    let unknown =
        on_names(r#"{"operator":"suppress","condition":{"field":"country","is_null":true}}"#);
    assert_eq!(
        names(&unknown),
        [Some("Ada".to_owned()), Some("Bob".to_owned()), None]
    );
}

#[test]
fn whole_column_operators_see_the_rows_that_reach_them() {
    let rules = r#"{"operator":"when","condition":{"starts_with":"a"},"then":{"operator":"shuffle"},
        "otherwise":{"operator":"keep"}}"#;
    assert_eq!(
        texts(rules, &["a1", "b1", "a2"]),
        [Some("a2"), Some("b1"), Some("a1")].map(|text| text.map(str::to_owned))
    );
    assert_eq!(texts(rules, &["a1", "b1"]), [None, Some("b1".to_owned())]);
}

#[test]
fn conditions_that_can_never_hold_are_refused() {
    let wrong = |condition: &str| {
        refusal(&format!(
            r#"{{"operator":"when","condition":{condition},"then":{{"operator":"keep"}}}}"#
        ))
    };
    assert!(wrong("{}").contains("a condition has one of `equals`"));
    assert!(
        wrong(r#"{"equals":1}"#).contains("`equals` is not a value for `field`, which holds text")
    );
    assert!(wrong(r#"{"in":["a",true]}"#).contains("`in` is not a value"));
    assert!(wrong(r#"{"less_than":"b"}"#).contains("work on numbers, dates and timestamps"));
    assert!(
        wrong(r#"{"field":"boss","equals":"a"}"#).contains("`boss`, which is no field of this run")
    );
}
