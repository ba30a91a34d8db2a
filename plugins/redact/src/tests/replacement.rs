//! Replacement, by example and by property.

use std::collections::BTreeSet;

use lethe_plugin::{Value, Values};

use super::{integers, text, texts, value, wrong};

#[test]
fn constant_is_replace() {
    let constant = r#"{"operator":"constant","with":"n/a"}"#;
    assert_eq!(text(constant, "Ada").as_deref(), Some("n/a"));
}

#[test]
fn replace_takes_days_for_timestamps() {
    let moment = value(
        r#"{"operator":"replace","with":"1970-01-02"}"#,
        Values::Timestamp(vec![Some(7), None]),
    );
    assert_eq!(moment, Ok(Some(Value::Timestamp(86_400_000))));
}

#[test]
fn dictionary_replaces_value_by_value_and_removes_others() {
    let grades =
        r#"{"operator":"dictionary","values":{"A1":"junior","A2":"junior","B1":"senior"}}"#;
    assert_eq!(
        texts(grades, &["A2", "B1", "C9"]),
        [Some("junior".to_owned()), Some("senior".to_owned()), None]
    );
    let numbers = r#"{"operator":"dictionary","values":{"-7":1},"default":0}"#;
    assert_eq!(integers(numbers, &[-7, 7]), [Some(1), Some(0)]);
    let truth = value(
        r#"{"operator":"dictionary","values":{"true":false}}"#,
        Values::Boolean(vec![Some(true)]),
    );
    assert_eq!(truth, Ok(Some(Value::Boolean(false))));
}

#[test]
fn dictionary_refuses_values_of_another_type() {
    assert_eq!(
        wrong(r#"{"operator":"dictionary","values":{"a":1}}"#),
        "`values` is not a value for `field`, which holds text"
    );
    assert_eq!(
        wrong(r#"{"operator":"dictionary","values":{},"default":true}"#),
        "`default` is not a value for `field`, which holds text"
    );
}

#[test]
fn fakes_are_equal_for_equal_values() {
    for kind in ["given-name", "family-name", "name", "email", "city", "word"] {
        let fake = format!(r#"{{"operator":"fake","kind":"{kind}"}}"#);
        let names: Vec<String> = (0..100).map(|number| format!("name {number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let fakes = texts(&fake, &names);
        assert_eq!(fakes, texts(&fake, &names));
        let different: BTreeSet<_> = fakes.iter().flatten().collect();
        assert!(different.len() > 20, "{kind}: {}", different.len());
        assert!(fakes.iter().all(Option::is_some));
    }
    let address = text(r#"{"operator":"fake","kind":"email"}"#, "ada@example.com").unwrap();
    assert!(address.ends_with("@example.org"));
    assert!(wrong(r#"{"operator":"fake","kind":"iban"}"#).contains("unknown variant `iban`"));
}

#[test]
fn shuffle_gives_every_value_to_another_row() {
    for length in 2..60_i64 {
        let before: Vec<i64> = (0..length).collect();
        let after: Vec<i64> = integers(r#"{"operator":"shuffle"}"#, &before)
            .into_iter()
            .flatten()
            .collect();
        assert!(before.iter().zip(&after).all(|(one, two)| one != two));
        let mut sorted = after;
        sorted.sort_unstable();
        assert_eq!(sorted, before);
    }
}

#[test]
fn shuffle_removes_a_value_that_has_no_other_row() {
    assert_eq!(text(r#"{"operator":"shuffle"}"#, "Ada"), None);
    let lonely = value(
        r#"{"operator":"shuffle"}"#,
        Values::Text([Some("Ada"), None].into_iter().collect()),
    );
    assert_eq!(lonely, Ok(None));
}
