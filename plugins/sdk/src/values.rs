//! The values of a column.

use crate::row::wrong_type;
use crate::{Date, Field, Refusal, Texts, Value, ValueType};

/// The values of a column, one a row; none where a row has no value.
#[derive(Clone, Debug)]
pub enum Values {
    /// Unicode text.
    Text(Texts),
    /// Whole numbers.
    Integer(Vec<Option<i64>>),
    /// Finite floating-point numbers.
    Number(Vec<Option<f64>>),
    /// True or false.
    Boolean(Vec<Option<bool>>),
    /// Calendar days.
    Date(Vec<Option<Date>>),
    /// Moments, in milliseconds since 1970-01-01T00:00:00Z.
    Timestamp(Vec<Option<i64>>),
    /// Bytes of any kind.
    Bytes(Vec<Option<Vec<u8>>>),
}

impl Values {
    /// The type of the values.
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

    /// How many rows there are, those without a value included.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(texts) => texts.len(),
            Self::Integer(list) | Self::Timestamp(list) => list.len(),
            Self::Number(list) => list.len(),
            Self::Boolean(list) => list.len(),
            Self::Date(list) => list.len(),
            Self::Bytes(list) => list.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes the values out and leaves a column of no rows, of the same type.
    #[must_use]
    pub fn take(&mut self) -> Self {
        match self {
            Self::Text(texts) => Self::Text(std::mem::take(texts)),
            Self::Integer(list) => Self::Integer(std::mem::take(list)),
            Self::Number(list) => Self::Number(std::mem::take(list)),
            Self::Boolean(list) => Self::Boolean(std::mem::take(list)),
            Self::Date(list) => Self::Date(std::mem::take(list)),
            Self::Timestamp(list) => Self::Timestamp(std::mem::take(list)),
            Self::Bytes(list) => Self::Bytes(std::mem::take(list)),
        }
    }

    /// All values, in the order of the rows; [`Values::of`] is the way back.
    pub fn into_values(self) -> Vec<Option<Value>> {
        fn all<T>(list: Vec<Option<T>>, value: fn(T) -> Value) -> Vec<Option<Value>> {
            list.into_iter().map(|slot| slot.map(value)).collect()
        }
        match self {
            Self::Text(texts) => texts.iter().map(|text| text.map(Value::from)).collect(),
            Self::Integer(list) => all(list, Value::Integer),
            Self::Number(list) => all(list, Value::Number),
            Self::Boolean(list) => all(list, Value::Boolean),
            Self::Date(list) => all(list, Value::Date),
            Self::Timestamp(list) => all(list, Value::Timestamp),
            Self::Bytes(list) => all(list, Value::Bytes),
        }
    }

    /// The value of a row.
    pub fn get(&self, row: usize) -> Option<Value> {
        match self {
            Self::Text(texts) => texts.get(row).map(Value::from),
            Self::Integer(list) => list.get(row).copied().flatten().map(Value::Integer),
            Self::Number(list) => list.get(row).copied().flatten().map(Value::Number),
            Self::Boolean(list) => list.get(row).copied().flatten().map(Value::Boolean),
            Self::Date(list) => list.get(row).copied().flatten().map(Value::Date),
            Self::Timestamp(list) => list.get(row).copied().flatten().map(Value::Timestamp),
            Self::Bytes(list) => list.get(row).cloned().flatten().map(Value::Bytes),
        }
    }

    /// The values of a column, one an entry, for plugins that work on whole columns ([`Values::get`] reads them).
    ///
    /// ```
    /// # use lethe_plugin::{DataClass, Field, Refusal, Value, ValueType, Values};
    /// let field = Field { name: "age", class: DataClass::QuasiIdentifier, value_type: ValueType::Integer };
    /// let ages = Values::of(&field, [Some(Value::Integer(40)), None])?;
    /// assert_eq!(ages.get(0), Some(Value::Integer(40)));
    /// assert!(Values::of(&field, [Some(Value::Text("forty".to_owned()))]).is_err());
    /// # Ok::<(), Refusal>(())
    /// ```
    ///
    /// # Errors
    /// A value of another type than the field's.
    pub fn of(
        field: &Field,
        values: impl IntoIterator<Item = Option<Value>>,
    ) -> Result<Self, Refusal> {
        macro_rules! collected {
            ($variant:ident) => {
                values
                    .into_iter()
                    .map(|value| match value {
                        None => Ok(None),
                        Some(Value::$variant(value)) => Ok(Some(value)),
                        Some(value) => Err(wrong_type(field, &value)),
                    })
                    .collect::<Result<_, _>>()
                    .map(Self::$variant)
            };
        }
        match field.value_type {
            ValueType::Text => collected!(Text),
            ValueType::Integer => collected!(Integer),
            ValueType::Number => collected!(Number),
            ValueType::Boolean => collected!(Boolean),
            ValueType::Date => collected!(Date),
            ValueType::Timestamp => collected!(Timestamp),
            ValueType::Bytes => collected!(Bytes),
        }
    }
}
