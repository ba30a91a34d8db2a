//! From rows to types. What does not fit is [`Error::Inconsistent`] with table and column.

use std::str::FromStr;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Error, Row, Value};

/// Reads the columns of a row one after the other.
pub(crate) struct Columns {
    table: &'static str,
    values: std::vec::IntoIter<Value>,
}

impl Columns {
    pub(crate) fn of(table: &'static str, row: Row) -> Self {
        Self {
            table,
            values: row.0.into_iter(),
        }
    }

    fn next(&mut self, column: &'static str) -> Result<Value, Error> {
        self.values.next().ok_or(self.wrong(column))
    }

    fn wrong(&self, column: &'static str) -> Error {
        Error::Inconsistent {
            table: self.table,
            column,
        }
    }

    pub(crate) fn optional_text(&mut self, column: &'static str) -> Result<Option<String>, Error> {
        match self.next(column)? {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            _ => Err(self.wrong(column)),
        }
    }

    pub(crate) fn text(&mut self, column: &'static str) -> Result<String, Error> {
        self.optional_text(column)?.ok_or(self.wrong(column))
    }

    pub(crate) fn optional_integer<T: TryFrom<i64>>(
        &mut self,
        column: &'static str,
    ) -> Result<Option<T>, Error> {
        match self.next(column)? {
            Value::Null => Ok(None),
            Value::Integer(number) => T::try_from(number)
                .map(Some)
                .map_err(|_| self.wrong(column)),
            _ => Err(self.wrong(column)),
        }
    }

    /// Reads a whole number into any integer type that it fits into.
    pub(crate) fn integer<T: TryFrom<i64>>(&mut self, column: &'static str) -> Result<T, Error> {
        self.optional_integer(column)?.ok_or(self.wrong(column))
    }

    pub(crate) fn optional_blob(&mut self, column: &'static str) -> Result<Option<Vec<u8>>, Error> {
        match self.next(column)? {
            Value::Null => Ok(None),
            Value::Blob(bytes) => Ok(Some(bytes)),
            _ => Err(self.wrong(column)),
        }
    }

    pub(crate) fn blob(&mut self, column: &'static str) -> Result<Vec<u8>, Error> {
        self.optional_blob(column)?.ok_or(self.wrong(column))
    }

    /// Reads an id, or anything else that is parsed from text.
    pub(crate) fn parsed<T: FromStr>(&mut self, column: &'static str) -> Result<T, Error> {
        self.text(column)?.parse().map_err(|_| self.wrong(column))
    }

    pub(crate) fn optional_parsed<T: FromStr>(
        &mut self,
        column: &'static str,
    ) -> Result<Option<T>, Error> {
        self.optional_text(column)?
            .map(|text| text.parse().map_err(|_| self.wrong(column)))
            .transpose()
    }

    /// Reads a variant by its name in JSON.
    pub(crate) fn named<T: DeserializeOwned>(&mut self, column: &'static str) -> Result<T, Error> {
        let name = self.text(column)?;
        serde_json::from_value(name.into()).map_err(|_| self.wrong(column))
    }

    pub(crate) fn optional_named<T: DeserializeOwned>(
        &mut self,
        column: &'static str,
    ) -> Result<Option<T>, Error> {
        self.optional_text(column)?
            .map(|name| serde_json::from_value(name.into()).map_err(|_| self.wrong(column)))
            .transpose()
    }

    pub(crate) fn json<T: DeserializeOwned>(&mut self, column: &'static str) -> Result<T, Error> {
        serde_json::from_str(&self.text(column)?).map_err(|_| self.wrong(column))
    }

    pub(crate) fn optional_json<T: DeserializeOwned>(
        &mut self,
        column: &'static str,
    ) -> Result<Option<T>, Error> {
        self.optional_text(column)?
            .map(|text| serde_json::from_str(&text).map_err(|_| self.wrong(column)))
            .transpose()
    }

    pub(crate) fn optional_time(
        &mut self,
        column: &'static str,
    ) -> Result<Option<Timestamp>, Error> {
        self.optional_integer(column)?
            .map(|ms| Timestamp::from_millisecond(ms).map_err(|_| self.wrong(column)))
            .transpose()
    }

    pub(crate) fn time(&mut self, column: &'static str) -> Result<Timestamp, Error> {
        self.optional_time(column)?.ok_or(self.wrong(column))
    }
}

/// Gives a variant's name in JSON, as [`Columns::named`] reads it.
pub(crate) fn name_of<T: Serialize>(variant: &T) -> Result<Value, Error> {
    match serde_json::to_value(variant).map_err(Error::database)? {
        serde_json::Value::String(name) => Ok(Value::Text(name)),
        _ => Err(Error::database("a variant with data has no name")),
    }
}

/// Gives the JSON text, as [`Columns::json`] reads it.
pub(crate) fn json_of<T: Serialize>(value: &T) -> Result<Value, Error> {
    serde_json::to_string(value)
        .map(Value::Text)
        .map_err(Error::database)
}
