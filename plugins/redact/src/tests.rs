//! Each operator, by example.

use lethe_plugin::{Anonymizer, DataClass, Refusal, Table, Value, Values, testing};

use crate::{Parameters, Plugin};

mod control;
mod fuzz;
mod generalization;
mod keyed;
mod masking;
mod perturbation;
mod replacement;
mod rules;

fn text(parameters: &str, text: &str) -> Option<String> {
    testing::run_on_text::<Plugin>(parameters, DataClass::Contact, text).unwrap()
}

fn value(parameters: &str, values: Values) -> Result<Option<Value>, Refusal> {
    let table = Table::new().with("field", DataClass::QuasiIdentifier, values);
    testing::run::<Plugin>(parameters, table).map(|table| table.column("field").unwrap().get(0))
}

fn date(parameters: &str, date: (i16, u8, u8)) -> (i16, u8, u8) {
    let table = Table::new().with_dates("field", DataClass::QuasiIdentifier, [Some(date)]);
    let table = testing::run::<Plugin>(parameters, table).unwrap();
    let Some(Value::Date(date)) = table.column("field").unwrap().get(0) else {
        panic!("no date")
    };
    (date.year, date.month, date.day)
}

fn refusal(parameters: &str) -> String {
    testing::run_on_text::<Plugin>(parameters, DataClass::Contact, "x")
        .unwrap_err()
        .to_string()
}

/// Runs on a column of texts and gives back what became of them.
fn texts(parameters: &str, texts: &[&str]) -> Vec<Option<String>> {
    let table = Table::new().with_text("field", DataClass::Contact, texts.iter().map(|&t| Some(t)));
    let table = testing::run::<Plugin>(parameters, table).unwrap();
    let Some(Values::Text(texts)) = table.column("field") else {
        panic!("no texts")
    };
    texts.iter().map(|text| text.map(str::to_owned)).collect()
}

fn integers(parameters: &str, integers: &[i64]) -> Vec<Option<i64>> {
    let integers = integers.iter().copied().map(Some).collect();
    let table = Table::new().with("field", DataClass::Sensitive, Values::Integer(integers));
    let table = testing::run::<Plugin>(parameters, table).unwrap();
    let Some(Values::Integer(integers)) = table.column("field") else {
        panic!("no integers")
    };
    integers.clone()
}

fn number(parameters: &str, number: f64) -> Option<f64> {
    match value(parameters, Values::Number(vec![Some(number)])).unwrap()? {
        Value::Number(number) => Some(number),
        _ => panic!("no number"),
    }
}

/// What is wrong with the parameters, for a column of text.
fn wrong(parameters: &str) -> String {
    let said = refusal(parameters);
    said.strip_prefix("invalid parameters: ")
        .unwrap_or_else(|| panic!("{said}"))
        .to_owned()
}

#[test]
fn redact_removes_values_of_every_type() {
    let redact = r#"{"operator":"redact"}"#;
    assert_eq!(text(redact, "Ada"), None);
    assert_eq!(value(redact, Values::Integer(vec![Some(7)])), Ok(None));
    assert_eq!(value(redact, Values::Bytes(vec![Some(vec![7])])), Ok(None));
}

#[test]
fn mask_keeps_the_start_and_the_end() {
    let mask = r#"{"operator":"mask","keep_start":1,"keep_end":2}"#;
    assert_eq!(text(mask, "5500-0001").as_deref(), Some("5******01"));
    assert_eq!(
        text(r#"{"operator":"mask","with":"x"}"#, "Zoë").as_deref(),
        Some("xxx")
    );
}

#[test]
fn mask_hides_a_text_that_it_would_keep_whole() {
    let mask = r#"{"operator":"mask","keep_start":2,"keep_end":1}"#;
    assert_eq!(text(mask, "Ada").as_deref(), Some("***"));
    assert_eq!(
        text(
            r#"{"operator":"mask","keep_start":18446744073709551615,"keep_end":1}"#,
            "Ada"
        )
        .as_deref(),
        Some("***")
    );
}

#[test]
fn replace_puts_a_constant_of_the_fields_type() {
    assert_eq!(
        text(r#"{"operator":"replace","with":"n/a"}"#, "Ada").as_deref(),
        Some("n/a")
    );
    let number = value(
        r#"{"operator":"replace","with":1}"#,
        Values::Number(vec![Some(7.5)]),
    );
    assert_eq!(number, Ok(Some(Value::Number(1.0))));
    assert_eq!(
        date(
            r#"{"operator":"replace","with":"1900-02-28"}"#,
            (1815, 12, 10)
        ),
        (1900, 2, 28)
    );
}

#[test]
fn replace_refuses_a_constant_of_another_type() {
    let said = refusal(r#"{"operator":"replace","with":1}"#);
    assert_eq!(
        said,
        "invalid parameters: `with` is not a value for `field`, which holds text"
    );
    let leap = value(
        r#"{"operator":"replace","with":"1900-02-29"}"#,
        Values::Date(vec![Some(lethe_plugin::Date {
            year: 1,
            month: 1,
            day: 1,
        })]),
    );
    assert!(matches!(leap, Err(Refusal::InvalidParameters(_))));
}

#[test]
fn generalize_makes_dates_coarser() {
    assert_eq!(
        date(r#"{"operator":"generalize","to":"month"}"#, (1987, 6, 5)),
        (1987, 6, 1)
    );
    assert_eq!(
        date(r#"{"operator":"generalize","to":"year"}"#, (1987, 6, 5)),
        (1987, 1, 1)
    );
    assert_eq!(
        date(r#"{"operator":"generalize","to":"decade"}"#, (1987, 6, 5)),
        (1980, 1, 1)
    );
}

#[test]
fn generalize_makes_timestamps_coarser() {
    let year = r#"{"operator":"generalize","to":"year"}"#;
    let late = value(
        year,
        Values::Timestamp(vec![Some(testing::NOW_MS + 123_456_789)]),
    );
    assert_eq!(late, Ok(Some(Value::Timestamp(testing::NOW_MS))));
}

#[test]
fn generalize_puts_numbers_into_buckets() {
    let bucket = r#"{"operator":"generalize","bucket":10}"#;
    let integer = |number| value(bucket, Values::Integer(vec![Some(number)]));
    assert_eq!(integer(47), Ok(Some(Value::Integer(40))));
    assert_eq!(integer(-1), Ok(Some(Value::Integer(-10))));
    assert_eq!(integer(i64::MIN), Ok(Some(Value::Integer(i64::MIN))));
    let half = r#"{"operator":"generalize","bucket":0.5}"#;
    assert_eq!(
        value(half, Values::Number(vec![Some(1.7)])),
        Ok(Some(Value::Number(1.5)))
    );
}

#[test]
fn generalize_refuses_what_it_cannot_do() {
    for parameters in [
        r#"{"operator":"generalize"}"#,
        r#"{"operator":"generalize","to":"year","bucket":10}"#,
        r#"{"operator":"generalize","bucket":0}"#,
        r#"{"operator":"generalize","bucket":0.5}"#,
        r#"{"operator":"generalize","to":"century"}"#,
    ] {
        let refused = value(parameters, Values::Integer(vec![Some(7)]));
        assert!(
            matches!(refused, Err(Refusal::InvalidParameters(_))),
            "{parameters}"
        );
    }
    let text = refusal(r#"{"operator":"generalize","to":"year"}"#);
    assert_eq!(
        text,
        "unsupported column: `field` holds text: `to` works on dates and timestamps"
    );
}

#[test]
fn truncate_ip_keeps_the_network() {
    let truncate = r#"{"operator":"truncate-ip"}"#;
    assert_eq!(
        text(truncate, "203.0.113.77").as_deref(),
        Some("203.0.113.0")
    );
    assert_eq!(
        text(truncate, "2001:db8:1:2:3::4").as_deref(),
        Some("2001:db8:1::")
    );
    assert_eq!(
        text(truncate, "::ffff:203.0.113.77").as_deref(),
        Some("203.0.113.0")
    );
    assert_eq!(text(truncate, "not an address"), None);
    let none = r#"{"operator":"truncate-ip","v4":0,"v6":0}"#;
    assert_eq!(text(none, "203.0.113.77").as_deref(), Some("0.0.0.0"));
    assert_eq!(text(none, "2001:db8::1").as_deref(), Some("::"));
}

#[test]
fn truncate_ip_refuses_more_bits_than_there_are() {
    let said = refusal(r#"{"operator":"truncate-ip","v4":33}"#);
    assert_eq!(
        said,
        "invalid parameters: `v4` is 33, an address has 32 bits"
    );
}

#[test]
fn partial_email_keeps_the_first_letter_and_the_domain() {
    let partial = r#"{"operator":"partial-email"}"#;
    assert_eq!(
        text(partial, "ada.lovelace@example.org").as_deref(),
        Some("a***@example.org")
    );
    assert_eq!(
        text(partial, "a@example.org").as_deref(),
        Some("***@example.org")
    );
    assert_eq!(text(partial, "no address"), None);
    assert_eq!(text(partial, "call ada@home or not"), None);
}

#[test]
fn hash_keeps_equality_within_a_field_and_a_run() {
    let hash = r#"{"operator":"hash"}"#;
    let table = || {
        let names = [Some("Ada"), Some("Ada"), Some("Bob"), None];
        Table::new()
            .with_text("name", DataClass::Identifier, names)
            .with_text("manager", DataClass::Identifier, names)
    };
    let run = |seed| testing::run_with_seed::<Plugin>(hash, table(), seed).unwrap();
    let (one, two) = (run(1), run(2));
    let names = |table: &Table, column| {
        let column: &Values = table.column(column).unwrap();
        (0..4).map(|row| column.get(row)).collect::<Vec<_>>()
    };
    assert_eq!(names(&one, "name")[0], names(&one, "name")[1]);
    assert_ne!(names(&one, "name")[0], names(&one, "name")[2]);
    assert_eq!(names(&one, "name")[3], None);
    assert_ne!(names(&one, "name")[0], names(&one, "manager")[0]);
    assert_ne!(names(&one, "name")[0], names(&two, "name")[0]);
    assert!(matches!(&names(&one, "name")[0], Some(Value::Text(hex)) if hex.len() == 32));
}

#[test]
fn parameters_that_do_not_fit_are_refused_by_name() {
    assert!(refusal(r#"{"operator":"shred"}"#).contains("unknown variant `shred`"));
    assert!(refusal(r#"{"operator":"redact","keep":1}"#).contains("unknown field `keep`"));
    assert!(refusal(r#"{"operator":"mask","keep_start":-1}"#).contains("invalid value"));
    assert!(refusal("{}").contains("missing field `operator`"));
}

#[test]
fn the_schema_is_that_of_the_parameters() {
    let mut derived = schemars::schema_for!(Parameters).to_value();
    shorten(&mut derived);
    testing::check_schema::<Plugin>(&derived, "parameters.schema.json").unwrap();
}

/// Takes out of a schema what an author of rules does not need, so that it is as short as the engine wants it:
/// the widths of numbers, that what may be left out may be null too, and explanations of names that say it.
fn shorten(schema: &mut serde_json::Value) {
    let is_null = |schema: &serde_json::Value| schema["type"] == "null";
    if let Some(object) = schema.as_object_mut() {
        object.retain(|key, value| key != "format" && !(key == "default" && value.is_null()));
        if let Some(types) = object.get_mut("type").filter(|types| types.is_array()) {
            *types = types[0].take();
        }
        if object.get("anyOf").is_some_and(|any| is_null(&any[1])) {
            let mut any = object.remove("anyOf").unwrap();
            object.append(any[0].as_object_mut().unwrap());
        }
        let constants = object.get("oneOf").and_then(|one| {
            let one = one.as_array()?.iter();
            one.map(|name| name.get("const").cloned()).collect()
        });
        if let Some(constants) = constants {
            object.remove("oneOf");
            object.insert("type".to_owned(), "string".into());
            object.insert("enum".to_owned(), serde_json::Value::Array(constants));
        }
        object.values_mut().for_each(shorten);
    } else if let Some(list) = schema.as_array_mut() {
        list.iter_mut().for_each(shorten);
    }
}

#[test]
fn the_description_keeps_to_the_contract() {
    let description = Plugin::describe();
    assert_eq!(description.name, "redact");
    assert!(description.summary.chars().count() <= 280);
}
