//! `spin:postgres` as WASI 0.3 knows it.

pub(super) use spin_sdk::pg::{Connection, DbValue, ParameterValue, PgError, QueryError};

use spin_sdk::pg::Error;

pub(super) async fn open(url: String) -> Result<Connection, PgError> {
    Connection::open(url).await.map_err(of_server)
}

pub(super) async fn query(
    connection: &Connection,
    statement: &str,
    parameters: Vec<ParameterValue>,
) -> Result<Vec<Vec<DbValue>>, PgError> {
    let result = connection.query(statement, parameters).await;
    let (_, rows, end) = result.map_err(of_server)?.into_inner();
    let rows = rows.collect().await;
    end.await?;
    Ok(rows)
}

pub(super) async fn execute(
    connection: &Connection,
    statement: &str,
    parameters: Vec<ParameterValue>,
) -> Result<u64, PgError> {
    let done = connection.execute(statement, parameters).await;
    done.map_err(of_server)
}

fn of_server(error: Error) -> PgError {
    match error {
        Error::PgError(error) => error,
        Error::Decode(why) => PgError::ValueConversionFailed(why),
    }
}
