//! The store's port over `spin:sqlite`.

#[cfg_attr(feature = "wasip2", path = "sqlite/wasip2.rs")]
#[cfg_attr(not(feature = "wasip2"), path = "sqlite/wasip3.rs")]
mod driver;

use store::{Dialect, Error, Row, Sql, Value};

/// Begins a transaction that writes. Spin opens the file with SQLite's own settings, with which a row may
/// refer to nothing and what was deleted stays in the file; inside a transaction they cannot be changed.
const BEGIN: [&str; 3] = [
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "BEGIN IMMEDIATE",
];

/// A connection to the database `default`. The runtime undoes what is left open when it is dropped.
pub struct Sqlite(driver::Connection);

impl Sqlite {
    pub(super) async fn open() -> Result<Self, Error> {
        driver::open().await.map(Self).map_err(refused)
    }
}

impl Sql for Sqlite {
    async fn query(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, Error> {
        let given = parameters.iter().map(given).collect();
        let rows = driver::query(&self.0, statement, given).await;
        let rows = rows.map_err(refused)?.into_iter();
        let row = |row: driver::RowResult| Row(row.values.into_iter().map(taken).collect());
        Ok(rows.map(row).collect())
    }

    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<u64, Error> {
        let given = parameters.iter().map(given).collect();
        let changes = driver::execute(&self.0, statement, given).await;
        changes.map_err(refused)
    }

    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    async fn begin(&mut self) -> Result<(), Error> {
        for statement in BEGIN {
            self.execute(statement, &[]).await?;
        }
        Ok(())
    }
}

fn given(value: &Value) -> driver::Value {
    match value {
        Value::Null => driver::Value::Null,
        Value::Integer(number) => driver::Value::Integer(*number),
        Value::Real(number) => driver::Value::Real(*number),
        Value::Text(text) => driver::Value::Text(text.clone()),
        Value::Blob(bytes) => driver::Value::Blob(bytes.clone()),
    }
}

fn taken(value: driver::Value) -> Value {
    match value {
        driver::Value::Null => Value::Null,
        driver::Value::Integer(number) => Value::Integer(number),
        driver::Value::Real(number) => Value::Real(number),
        driver::Value::Text(text) => Value::Text(text),
        driver::Value::Blob(bytes) => Value::Blob(bytes),
    }
}

/// Spin reports SQLite's errors as text; `SQLITE_BUSY` and `SQLITE_LOCKED` are told by it.
fn refused(error: driver::Error) -> Error {
    match &error {
        driver::Error::Io(text) if text.contains("locked") || text.contains("BUSY") => Error::Busy,
        _ => Error::database(error),
    }
}
