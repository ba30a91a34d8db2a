//! The store's port over `spin:sqlite` as WASI 0.2 knows it: its calls block.

use spin_sdk::sqlite3::{Connection, Error as SpinError, QueryResult, Value as SpinValue};
use store::{Dialect, Error, Row, Sql, Value};

/// A connection to the database `default`. The runtime undoes what is left open when it is dropped.
pub struct Sqlite(Connection);

impl Sqlite {
    #[expect(clippy::unused_async, reason = "WASI 0.2 blocks where WASI 0.3 waits")]
    pub(super) async fn open() -> Result<Self, Error> {
        Connection::open("default").map(Self).map_err(refused)
    }

    fn run(&self, statement: &str, parameters: &[Value]) -> Result<QueryResult, Error> {
        let parameters: Vec<SpinValue> = parameters.iter().map(given).collect();
        self.0.execute(statement, &parameters).map_err(refused)
    }
}

impl Sql for Sqlite {
    async fn query(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, Error> {
        let rows = self.run(statement, parameters)?.rows.into_iter();
        let rows = rows.map(|row| Row(row.values.into_iter().map(taken).collect()));
        Ok(rows.collect())
    }

    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<u64, Error> {
        self.run(statement, parameters)?;
        Ok(self.0.changes())
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
