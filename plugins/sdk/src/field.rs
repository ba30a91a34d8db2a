//! What a plugin is told about the column it is working on.

use std::fmt;

use crate::{DataClass, Refusal};

/// One field of the collection.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// The field's name.
    pub name: &'a str,
    /// How its values relate to a person.
    pub class: DataClass,
    /// The type of its values, and of the answer.
    pub value_type: ValueType,
}

impl Field<'_> {
    /// Refuses the field, for a plugin that cannot work on values of its type.
    ///
    /// ```
    /// # use lethe_plugin::{DataClass, Field, ValueType};
    /// let field = Field { name: "age", class: DataClass::QuasiIdentifier, value_type: ValueType::Integer };
    /// assert_eq!(
    ///     field.refuse("initials need text").to_string(),
    ///     "unsupported column: `age` holds integer: initials need text",
    /// );
    /// ```
    pub fn refuse(&self, reason: &str) -> Refusal {
        Refusal::UnsupportedColumn(format!(
            "`{}` holds {}: {reason}",
            self.name, self.value_type
        ))
    }
}

/// The types of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// Unicode text.
    Text,
    /// A whole number.
    Integer,
    /// A finite floating-point number.
    Number,
    /// True or false.
    Boolean,
    /// A calendar day.
    Date,
    /// A moment, in milliseconds since 1970-01-01T00:00:00Z.
    Timestamp,
    /// Bytes of any kind.
    Bytes,
}

impl fmt::Display for ValueType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Timestamp => "timestamp",
            Self::Bytes => "bytes",
        })
    }
}
