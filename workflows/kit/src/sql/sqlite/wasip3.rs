//! `spin:sqlite` as WASI 0.3 knows it: rows come as a stream.

pub(super) use spin_sdk::sqlite::{Connection, Error, RowResult, Value};

pub(super) async fn open() -> Result<Connection, Error> {
    Connection::open_default().await
}

pub(super) async fn query(
    connection: &Connection,
    statement: &str,
    parameters: Vec<Value>,
) -> Result<Vec<RowResult>, Error> {
    connection
        .execute(statement, parameters)
        .await?
        .collect()
        .await
}

pub(super) async fn execute(
    connection: &Connection,
    statement: &str,
    parameters: Vec<Value>,
) -> Result<u64, Error> {
    let result = connection.execute(statement, parameters).await?;
    result.result().await?;
    Ok(connection.changes().await)
}
