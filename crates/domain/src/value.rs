//! The values that fields hold, and their two written forms.
//!
//! JSON is what clients send and get. Text is what a CSV cell holds and what is sealed. Both are
//! lossless: a value written and read again is the same value. An empty text or byte string counts
//! as no value, because a CSV cell cannot tell the two apart.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueType {
    /// Unicode text.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// A finite IEEE 754 number of 64 bits.
    Number,
    /// True or false.
    Boolean,
    /// A day of the calendar (ISO 8601), in no time zone.
    Date,
    /// A moment (RFC 3339).
    Timestamp,
    /// Bytes, written as base64 (RFC 4648, section 4).
    Bytes,
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Unicode text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// True or false.
    Boolean(bool),
    /// A day of the calendar.
    Date(jiff::civil::Date),
    /// A moment.
    Timestamp(jiff::Timestamp),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// The values of one record by field; a field that is absent has no value.
pub type Fields = BTreeMap<String, Value>;

/// The input is not a value of the type. It does not repeat the input, which may be personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueError {
    /// The input has another form than the type demands.
    #[error("expected {}", .0.expectation())]
    Mismatch(ValueType),
    /// Not a number, or beyond the largest one: JSON could not carry it.
    #[error("expected a finite number")]
    NotFinite,
}

impl ValueType {
    const fn expectation(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "an integer of 64 bits",
            Self::Number => "a number",
            Self::Boolean => "true or false",
            Self::Date => "a date such as 2026-03-01",
            Self::Timestamp => "a timestamp such as 2026-03-01T12:00:00Z",
            Self::Bytes => "base64 with padding",
        }
    }
}

impl Value {
    /// Reads a value from JSON; `null` and the empty string are no value.
    ///
    /// # Errors
    /// When the JSON has another type than the field: nothing is converted silently.
    pub fn from_json(
        value_type: ValueType,
        json: &serde_json::Value,
    ) -> Result<Option<Self>, ValueError> {
        let mismatch = ValueError::Mismatch(value_type);
        match (value_type, json) {
            (_, serde_json::Value::Null) => Ok(None),
            (ValueType::Integer, serde_json::Value::Number(number)) => number
                .as_i64()
                .map(|integer| Some(Self::Integer(integer)))
                .ok_or(mismatch),
            (ValueType::Number, serde_json::Value::Number(number)) => number
                .as_f64()
                .map_or(Err(mismatch), Self::finite)
                .map(Some),
            (ValueType::Boolean, serde_json::Value::Bool(boolean)) => {
                Ok(Some(Self::Boolean(*boolean)))
            }
            (
                ValueType::Text | ValueType::Date | ValueType::Timestamp | ValueType::Bytes,
                serde_json::Value::String(text),
            ) => Self::from_text(value_type, text),
            _ => Err(mismatch),
        }
    }

    /// Writes the value as JSON.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Integer(integer) => (*integer).into(),
            Self::Number(number) => (*number).into(),
            Self::Boolean(boolean) => (*boolean).into(),
            Self::Text(_) | Self::Date(_) | Self::Timestamp(_) | Self::Bytes(_) => {
                self.to_text().into()
            }
        }
    }

    /// Reads a value from text; the empty text is no value.
    ///
    /// Text is taken as it is, spaces included. `TRUE` and `False` are booleans too, as
    /// spreadsheets write them.
    ///
    /// # Errors
    /// When the text is no value of the type, or a number that is not finite.
    pub fn from_text(value_type: ValueType, text: &str) -> Result<Option<Self>, ValueError> {
        let mismatch = ValueError::Mismatch(value_type);
        if text.is_empty() {
            return Ok(None);
        }
        let value = match value_type {
            ValueType::Text => Self::Text(text.to_owned()),
            ValueType::Integer => Self::Integer(text.parse().map_err(|_| mismatch)?),
            ValueType::Number => Self::finite(text.parse().map_err(|_| mismatch)?)?,
            ValueType::Boolean if text.eq_ignore_ascii_case("true") => Self::Boolean(true),
            ValueType::Boolean if text.eq_ignore_ascii_case("false") => Self::Boolean(false),
            ValueType::Boolean => return Err(mismatch),
            ValueType::Date => Self::Date(parse_date(text).ok_or(mismatch)?),
            ValueType::Timestamp => Self::Timestamp(text.parse().map_err(|_| mismatch)?),
            ValueType::Bytes => Self::Bytes(BASE64_STANDARD.decode(text).map_err(|_| mismatch)?),
        };
        Ok(Some(value))
    }

    /// Writes the value as text that `from_text` reads back to the same value.
    pub fn to_text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Integer(integer) => integer.to_string(),
            // `Debug` gives the shortest digits that read back to the same bits, with an exponent
            // where `Display` would write hundreds of zeros.
            Self::Number(number) => format!("{number:?}"),
            Self::Boolean(boolean) => boolean.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Timestamp(timestamp) => timestamp.to_string(),
            Self::Bytes(bytes) => BASE64_STANDARD.encode(bytes),
        }
    }

    /// The type of the value.
    pub const fn value_type(&self) -> ValueType {
        match self {
            Self::Text(_) => ValueType::Text,
            Self::Integer(_) => ValueType::Integer,
            Self::Number(_) => ValueType::Number,
            Self::Boolean(_) => ValueType::Boolean,
            Self::Date(_) => ValueType::Date,
            Self::Timestamp(_) => ValueType::Timestamp,
            Self::Bytes(_) => ValueType::Bytes,
        }
    }

    fn finite(number: f64) -> Result<Self, ValueError> {
        if number.is_finite() {
            Ok(Self::Number(number))
        } else {
            Err(ValueError::NotFinite)
        }
    }
}

/// Reads a date, and only a date: jiff would take the day out of a timestamp and drop the rest.
fn parse_date(text: &str) -> Option<jiff::civil::Date> {
    let date: jiff::civil::Date = text.parse().ok()?;
    (date.to_string() == text).then_some(date)
}

#[cfg(test)]
mod tests;
