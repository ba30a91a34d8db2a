//! Values in parameters.

use lethe_plugin::{Date, Field, Refusal, Value, ValueType, calendar};
use serde::Deserialize;

use crate::compare::exact;

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
    /// For text fields, and, as YYYY-MM-DD, for dates and timestamps (midnight, UTC).
    Text(String),
}

impl Constant {
    /// The constant as a value of the field's type, if it is one.
    pub(crate) fn value(&self, field: &Field) -> Option<Value> {
        match (field.value_type, self) {
            (ValueType::Text, Self::Text(text)) => Some(Value::Text(text.clone())),
            (ValueType::Integer, Self::Integer(number)) => Some(Value::Integer(*number)),
            (ValueType::Number, Self::Integer(number)) => exact(*number).map(Value::Number),
            (ValueType::Number, Self::Number(number)) => Some(Value::Number(*number)),
            (ValueType::Boolean, Self::Boolean(truth)) => Some(Value::Boolean(*truth)),
            (ValueType::Date, Self::Text(text)) => date(text).map(Value::Date),
            (ValueType::Timestamp, Self::Text(text)) => {
                date(text).map(|date| Value::Timestamp(calendar::midnight_ms(date)))
            }
            _ => None,
        }
    }

    /// Refuses the constant, which is the parameter of this name, for fields of other types.
    pub(crate) fn fits(&self, field: &Field, parameter: &str) -> Result<(), Refusal> {
        if self.value(field).is_some() {
            return Ok(());
        }
        let Field {
            name, value_type, ..
        } = field;
        Err(Refusal::InvalidParameters(format!(
            "`{parameter}` is not a value for `{name}`, which holds {value_type}"
        )))
    }
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
