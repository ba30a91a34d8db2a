//! Replacement by a constant.

use lethe_plugin::{Date, Field, Refusal, Value, ValueType};
use serde::Deserialize;

/// A value as JSON writes it.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "a text, a number, true or false")]
pub enum Constant {
    /// For boolean fields.
    Boolean(bool),
    /// For integer and number fields.
    Integer(i64),
    /// For number fields.
    Number(f64),
    /// For text fields, and, as YYYY-MM-DD, for date fields.
    Text(String),
}

/// The constant as a value of the field's type.
///
/// # Errors
/// A constant of another type.
pub(crate) fn replace(field: &Field, with: &Constant) -> Result<Value, Refusal> {
    let value = match (field.value_type, with) {
        (ValueType::Text, Constant::Text(text)) => Some(Value::Text(text.clone())),
        (ValueType::Integer, Constant::Integer(number)) => Some(Value::Integer(*number)),
        (ValueType::Number, Constant::Integer(number)) => exact(*number).map(Value::Number),
        (ValueType::Number, Constant::Number(number)) => Some(Value::Number(*number)),
        (ValueType::Boolean, Constant::Boolean(truth)) => Some(Value::Boolean(*truth)),
        (ValueType::Date, Constant::Text(text)) => date(text).map(Value::Date),
        _ => None,
    };
    value.ok_or_else(|| {
        let Field {
            name, value_type, ..
        } = field;
        Refusal::InvalidParameters(format!(
            "`with` is not a value for `{name}`, which holds {value_type}"
        ))
    })
}

fn exact(number: i64) -> Option<f64> {
    i32::try_from(number).ok().map(f64::from)
}

/// Reads YYYY-MM-DD (ISO 8601).
fn date(text: &str) -> Option<Date> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    if [year.len(), month.len(), day.len()] != [4, 2, 2] {
        return None;
    }
    let date = Date {
        year: year.parse().ok()?,
        month: month.parse().ok()?,
        day: day.parse().ok()?,
    };
    let fits = (1..=12).contains(&date.month) && (1..=days_in(date)).contains(&date.day);
    fits.then_some(date)
}

fn days_in(Date { year, month, .. }: Date) -> u8 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
