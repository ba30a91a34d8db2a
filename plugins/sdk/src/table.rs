//! Columns of values: what crosses the border between the platform and a plugin.

use crate::row::wrong_type;
use crate::{Column, DataClass, Date, Field, Refusal, Table, Value, ValueType, Values};

/// Runs one expression on the list of values, whatever their type.
macro_rules! with_list {
    ($values:expr, $list:ident => $answer:expr) => {
        match $values {
            Values::Text($list) => $answer,
            Values::Integer($list) => $answer,
            Values::Number($list) => $answer,
            Values::Boolean($list) => $answer,
            Values::Date($list) => $answer,
            Values::Timestamp($list) => $answer,
            Values::Bytes($list) => $answer,
        }
    };
}
pub(crate) use with_list;

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
        with_list!(self, list => list.len())
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes the values out and leaves a column of no rows, of the same type.
    #[must_use]
    pub fn take(&mut self) -> Self {
        match self {
            Self::Text(list) => Self::Text(std::mem::take(list)),
            Self::Integer(list) => Self::Integer(std::mem::take(list)),
            Self::Number(list) => Self::Number(std::mem::take(list)),
            Self::Boolean(list) => Self::Boolean(std::mem::take(list)),
            Self::Date(list) => Self::Date(std::mem::take(list)),
            Self::Timestamp(list) => Self::Timestamp(std::mem::take(list)),
            Self::Bytes(list) => Self::Bytes(std::mem::take(list)),
        }
    }

    /// All values, in the order of the rows, without copying any; [`Values::of`] is the way back.
    pub fn into_values(self) -> Vec<Option<Value>> {
        fn all<T>(list: Vec<Option<T>>, value: fn(T) -> Value) -> Vec<Option<Value>> {
            list.into_iter().map(|slot| slot.map(value)).collect()
        }
        match self {
            Self::Text(list) => all(list, Value::Text),
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
            Self::Text(list) => list.get(row).cloned().flatten().map(Value::Text),
            Self::Integer(list) => list.get(row).copied().flatten().map(Value::Integer),
            Self::Number(list) => list.get(row).copied().flatten().map(Value::Number),
            Self::Boolean(list) => list.get(row).copied().flatten().map(Value::Boolean),
            Self::Date(list) => list.get(row).copied().flatten().map(Value::Date),
            Self::Timestamp(list) => list.get(row).copied().flatten().map(Value::Timestamp),
            Self::Bytes(list) => list.get(row).cloned().flatten().map(Value::Bytes),
        }
    }
}

impl Values {
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

impl Column {
    /// What the column is.
    pub fn field(&self) -> Field<'_> {
        Field {
            name: &self.name,
            class: self.class,
            value_type: self.values.value_type(),
        }
    }
}

impl Table {
    /// A table to fill with the `with_` methods, for tests and tools.
    pub fn new() -> Self {
        Self {
            columns: Vec::new(),
        }
    }

    /// How many rows the table has.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    /// The values of a column.
    pub fn column(&self, name: &str) -> Option<&Values> {
        self.columns
            .iter()
            .find(|column| column.name == name)
            .map(|column| &column.values)
    }

    /// Adds a column.
    #[must_use]
    pub fn with(mut self, name: &str, class: DataClass, values: Values) -> Self {
        self.columns.push(Column {
            name: name.to_owned(),
            class,
            values,
        });
        self
    }

    /// Adds a column of texts.
    #[must_use]
    pub fn with_text<'a>(
        self,
        name: &str,
        class: DataClass,
        values: impl IntoIterator<Item = Option<&'a str>>,
    ) -> Self {
        let values = values
            .into_iter()
            .map(|value| value.map(str::to_owned))
            .collect();
        self.with(name, class, Values::Text(values))
    }

    /// Adds a column of dates, each given as year, month and day.
    #[must_use]
    pub fn with_dates(
        self,
        name: &str,
        class: DataClass,
        values: impl IntoIterator<Item = Option<(i16, u8, u8)>>,
    ) -> Self {
        let date = |(year, month, day)| Date { year, month, day };
        let values = values.into_iter().map(|value| value.map(date)).collect();
        self.with(name, class, Values::Date(values))
    }
}

impl Default for Table {
    fn default() -> Self {
        Self::new()
    }
}
