//! `spin:sqlite` as WASI 0.2 knows it: its calls block.
#![expect(clippy::unused_async, reason = "WASI 0.2 blocks where WASI 0.3 waits")]

pub(super) use spin_sdk::sqlite3::{Connection, Error, RowResult, Value};

pub(super) async fn open() -> Result<Connection, Error> {
    Connection::open("default")
}

pub(super) async fn query(
    connection: &Connection,
    statement: &str,
    parameters: Vec<Value>,
) -> Result<Vec<RowResult>, Error> {
    Ok(connection.execute(statement, &parameters)?.rows)
}

pub(super) async fn execute(
    connection: &Connection,
    statement: &str,
    parameters: Vec<Value>,
) -> Result<u64, Error> {
    connection.execute(statement, &parameters)?;
    Ok(connection.changes())
}
