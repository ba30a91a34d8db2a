//! Whatever stands in the parameters, they are refused in words or used, and used the same way each time.

use arbtest::arbitrary::{Result, Unstructured};
use arbtest::arbtest;
use lethe_plugin::{DataClass, testing};
use serde_json::{Map, Value, json};

use crate::Plugin;

/// What parameters are made of: every name and word of the schema, so that most of them mean something.
fn words() -> Vec<String> {
    let schema: Value = serde_json::from_str(include_str!("../../parameters.schema.json")).unwrap();
    let mut words = Vec::new();
    collect(&schema, &mut words);
    words.sort();
    words.dedup();
    words
}

fn collect(schema: &Value, words: &mut Vec<String>) {
    match schema {
        Value::Object(fields) => {
            for (name, value) in fields {
                words.push(name.clone());
                collect(value, words);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, words)),
        Value::String(word) => words.push(word.clone()),
        _ => {}
    }
}

fn any(u: &mut Unstructured<'_>, words: &[String], depth: u8) -> Result<Value> {
    Ok(match u.int_in_range(0..=if depth == 0 { 5 } else { 8 })? {
        0 => Value::Null,
        1 => json!(u.arbitrary::<bool>()?),
        2 => json!(u.arbitrary::<i64>()?),
        3 => json!(u.arbitrary::<f64>()?),
        4 => json!(u.arbitrary::<String>()?),
        5 => json!(u.choose(words)?),
        6 => {
            let items = (0..u.int_in_range(0..=3)?).map(|_| any(u, words, depth - 1));
            Value::Array(items.collect::<Result<_>>()?)
        }
        _ => object(u, words, depth)?,
    })
}

fn object(u: &mut Unstructured<'_>, words: &[String], depth: u8) -> Result<Value> {
    let mut fields = Map::new();
    if u.ratio(3, 4)? {
        fields.insert("operator".into(), json!(u.choose(words)?));
    }
    for _ in 0..u.int_in_range(0..=4)? {
        let name = u.choose(words)?.clone();
        fields.insert(name, any(u, words, depth.saturating_sub(1))?);
    }
    Ok(Value::Object(fields))
}

/// A rule set, or one operator.
fn parameters(u: &mut Unstructured<'_>, words: &[String]) -> Result<Value> {
    if u.arbitrary()? {
        return object(u, words, 4);
    }
    let mut rules = Vec::new();
    for _ in 0..u.int_in_range(0..=3)? {
        rules.push(json!({"fields": ["field"], "apply": object(u, words, 3)?}));
    }
    Ok(json!({"rules": rules, "otherwise": object(u, words, 3)?}))
}

#[test]
fn rules_of_any_shape_are_refused_or_do_the_same_each_time() {
    let words = words();
    arbtest(|u| {
        let parameters = parameters(u, &words)?.to_string();
        let text: String = u.arbitrary()?;
        let run = || testing::run_on_text::<Plugin>(&parameters, DataClass::Contact, &text);
        let (first, second) = (run(), run());
        assert_eq!(
            first.map_err(|refusal| refusal.to_string()),
            second.map_err(|refusal| refusal.to_string())
        );
        Ok(())
    });
}

#[test]
fn rules_of_any_bytes_are_refused() {
    arbtest(|u| {
        let parameters: String = u.arbitrary()?;
        if serde_json::from_str::<Value>(&parameters).is_err() && !parameters.is_empty() {
            let ran = testing::run_on_text::<Plugin>(&parameters, DataClass::Contact, "x");
            assert!(ran.is_err(), "{parameters}");
        }
        Ok(())
    });
}
