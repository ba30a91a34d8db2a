//! The store's port over `spin:sqlite`.

use spin_sdk::sqlite::{Connection, Error as SpinError, Value as SpinValue};
use store::{Dialect, Error, Row, Sql, Value};

/// A connection to the database `default`. The runtime undoes what is left open when it is dropped.
pub struct Sqlite(Connection);

impl Sqlite {
    pub(super) async fn open() -> Result<Self, Error> {
        Connection::open_default().await.map(Self).map_err(refused)
    }
}

impl Sql for Sqlite {
    async fn query(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, Error> {
        let result = self
            .0
            .execute(statement, parameters.iter().map(given))
            .await;
        let rows = result.map_err(refused)?.collect().await.map_err(refused)?;
        Ok(rows
            .into_iter()
            .map(|row| Row(row.values.into_iter().map(taken).collect()))
            .collect())
    }

    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<u64, Error> {
        let result = self
            .0
            .execute(statement, parameters.iter().map(given))
            .await;
        result.map_err(refused)?.result().await.map_err(refused)?;
        Ok(self.0.changes().await)
    }

    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }
}

fn given(value: &Value) -> SpinValue {
    match value {
        Value::Null => SpinValue::Null,
        Value::Integer(number) => SpinValue::Integer(*number),
        Value::Real(number) => SpinValue::Real(*number),
        Value::Text(text) => SpinValue::Text(text.clone()),
        Value::Blob(bytes) => SpinValue::Blob(bytes.clone()),
    }
}

fn taken(value: SpinValue) -> Value {
    match value {
        SpinValue::Null => Value::Null,
        SpinValue::Integer(number) => Value::Integer(number),
        SpinValue::Real(number) => Value::Real(number),
        SpinValue::Text(text) => Value::Text(text),
        SpinValue::Blob(bytes) => Value::Blob(bytes),
    }
}

/// Spin reports SQLite's errors as text; `SQLITE_BUSY` and `SQLITE_LOCKED` are told by it.
fn refused(error: SpinError) -> Error {
    match &error {
        SpinError::Io(text) if text.contains("locked") || text.contains("BUSY") => Error::Busy,
        _ => Error::database(error),
    }
}
