//! One value, whatever its type.

use crate::{Date, ValueType};

/// A value of a field. A field without a value is `None`, never an empty value.
#[derive(Clone, Debug)]
pub enum Value {
    /// Unicode text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A finite floating-point number.
    Number(f64),
    /// True or false.
    Boolean(bool),
    /// A calendar day.
    Date(Date),
    /// A moment, in milliseconds since 1970-01-01T00:00:00Z.
    Timestamp(i64),
    /// Bytes of any kind.
    Bytes(Vec<u8>),
}

impl Value {
    /// The type of the value.
    pub fn value_type(&self) -> ValueType {
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
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(one), Self::Text(two)) => one == two,
            (Self::Integer(one), Self::Integer(two))
            | (Self::Timestamp(one), Self::Timestamp(two)) => one == two,
            (Self::Number(one), Self::Number(two)) => one == two,
            (Self::Boolean(one), Self::Boolean(two)) => one == two,
            (Self::Date(one), Self::Date(two)) => {
                (one.year, one.month, one.day) == (two.year, two.month, two.day)
            }
            (Self::Bytes(one), Self::Bytes(two)) => one == two,
            _ => false,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
