//! The store's port over `spin:sqlite` as WASI 0.2 knows it: its calls block.

use spin_sdk::sqlite3::{Connection, Error as SpinError, QueryResult, Value as SpinValue};
use store::{Dialect, Error, Row, Sql, Value};

/// A connection to the application's database, for one request.
///
/// It ends with the request, and a transaction that was neither committed nor rolled back with it.
pub struct Db(Connection);

/// Opens the application's database.
///
/// # Errors
/// When the runtime does not grant it.
pub async fn db() -> Result<Db, Error> {
    Connection::open("default").map(Db).map_err(refused)
}

impl Db {
    fn run(&self, statement: &str, parameters: &[Value]) -> Result<QueryResult, Error> {
        let parameters: Vec<SpinValue> = parameters.iter().map(given).collect();
        self.0.execute(statement, &parameters).map_err(refused)
    }
}

impl Sql for Db {
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
