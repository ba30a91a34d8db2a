//! The store's port over Spin's SQLite.

#[cfg_attr(feature = "wasip2", path = "sql/wasip2.rs")]
#[cfg_attr(not(feature = "wasip2"), path = "sql/wasip3.rs")]
mod spin;

use store::{Dialect, Error, Row, Sql, Value};

/// A connection to the application's database, for one request.
///
/// It ends with the request, and a transaction that was neither committed nor rolled back with it.
pub struct Db(spin::Connection);

/// Opens the application's database.
///
/// # Errors
/// When the runtime does not grant it.
pub async fn db() -> Result<Db, Error> {
    spin::open().await.map(Db).map_err(refused)
}

impl Sql for Db {
    async fn query(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, Error> {
        let given = parameters.iter().map(given).collect();
        let rows = spin::query(&self.0, statement, given).await;
        let rows = rows.map_err(refused)?.into_iter();
        let row = |row: spin::RowResult| Row(row.values.into_iter().map(taken).collect());
        Ok(rows.map(row).collect())
    }

    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<u64, Error> {
        let given = parameters.iter().map(given).collect();
        let changes = spin::execute(&self.0, statement, given).await;
        changes.map_err(refused)
    }

    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }
}

fn given(value: &Value) -> spin::Value {
    match value {
        Value::Null => spin::Value::Null,
        Value::Integer(number) => spin::Value::Integer(*number),
        Value::Real(number) => spin::Value::Real(*number),
        Value::Text(text) => spin::Value::Text(text.clone()),
        Value::Blob(bytes) => spin::Value::Blob(bytes.clone()),
    }
}

fn taken(value: spin::Value) -> Value {
    match value {
        spin::Value::Null => Value::Null,
        spin::Value::Integer(number) => Value::Integer(number),
        spin::Value::Real(number) => Value::Real(number),
        spin::Value::Text(text) => Value::Text(text),
        spin::Value::Blob(bytes) => Value::Blob(bytes),
    }
}

/// Spin reports SQLite's errors as text; `SQLITE_BUSY` and `SQLITE_LOCKED` are told by it.
fn refused(error: spin::Error) -> Error {
    match &error {
        spin::Error::Io(text) if text.contains("locked") || text.contains("BUSY") => Error::Busy,
        _ => Error::database(error),
    }
}
