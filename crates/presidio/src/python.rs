//! Values as Python sees them, because that is how Presidio checks what it is sent.

use serde_json::{Map, Value};

use crate::Error;

/// The names that Presidio gives to JSON types in its errors.
const TEXT: &str = "string";
const NUMBER: &str = "number";
const FLAG: &str = "boolean";
const LIST: &str = "array";

/// A type that a value must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    /// `str`.
    Text,
    /// `int`, of which `bool` is one.
    Whole,
    /// `bool`.
    Flag,
    /// `bytes`, which no JSON value is.
    Bytes,
}

/// A member of an object; `null` is none.
pub(crate) fn get<'a>(object: &'a Map<String, Value>, member: &str) -> Option<&'a Value> {
    object.get(member).filter(|value| !value.is_null())
}

/// Whether a value counts as true: it is neither zero nor empty.
pub(crate) fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

/// A whole number; `true` is 1. Beyond 64 bits, the largest.
pub(crate) fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Bool(flag) => Some(i64::from(*flag)),
        Value::Number(number) if number.is_u64() => Some(number.as_i64().unwrap_or(i64::MAX)),
        Value::Number(number) => number.as_i64(),
        _ => None,
    }
}

/// Refuses a value of another type, unless it counts as false.
pub(crate) fn check(value: &Value, parameter: &'static str, wanted: Type) -> Result<(), Error> {
    if !is_true(value) || has(value, wanted) {
        return Ok(());
    }
    let expected = match wanted {
        Type::Text => TEXT,
        Type::Whole => NUMBER,
        Type::Flag => FLAG,
        Type::Bytes => return Err(Error::Value(parameter)),
    };
    let found = match value {
        Value::String(_) => TEXT,
        Value::Bool(_) => FLAG,
        Value::Array(_) => LIST,
        Value::Number(number) if !number.is_f64() => NUMBER,
        _ => return Err(Error::Value(parameter)),
    };
    Err(Error::Type {
        parameter,
        expected,
        found,
    })
}

fn has(value: &Value, wanted: Type) -> bool {
    match wanted {
        Type::Text => value.is_string(),
        Type::Whole => whole(value).is_some(),
        Type::Flag => value.is_boolean(),
        Type::Bytes => false,
    }
}

/// What an error may say of a value that must be a name: the name of an operator or an algorithm, and nothing else.
pub(crate) fn shown(value: &Value) -> String {
    let is_name = |text: &str| {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        text.len() <= 32 && text.bytes().all(fits)
    };
    match value {
        Value::String(text) if is_name(text) => text.clone(),
        _ => "…".to_owned(),
    }
}
