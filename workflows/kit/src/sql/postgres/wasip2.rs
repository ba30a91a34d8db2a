//! `spin:postgres` as WASI 0.2 knows it: its calls block.
#![expect(clippy::unused_async, reason = "WASI 0.2 blocks where WASI 0.3 waits")]

pub(super) use spin_sdk::pg4::{Connection, DbValue, ParameterValue, PgError, QueryError};

pub(super) async fn open(url: String) -> Result<Connection, PgError> {
    Connection::open(&url)
}

pub(super) async fn query(
    connection: &Connection,
    statement: &str,
    parameters: Vec<ParameterValue>,
) -> Result<Vec<Vec<DbValue>>, PgError> {
    let result = connection.query(statement, &parameters)?;
    Ok(result.rows)
}

pub(super) async fn execute(
    connection: &Connection,
    statement: &str,
    parameters: Vec<ParameterValue>,
) -> Result<u64, PgError> {
    connection.execute(statement, &parameters)
}
