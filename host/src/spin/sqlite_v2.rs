//! `fermyon:spin/sqlite@2.0.0`, which spin-sdk 5 calls: the same connections, with types of its own.

use wasmtime::component::Resource;

use super::{
    State,
    bindings::{
        fermyon::spin::sqlite::{Error, Host, HostConnection, QueryResult, RowResult, Value},
        spin::sqlite::sqlite as v3,
    },
    connection::Connection,
};

impl Host for &mut State {}

impl HostConnection for &mut State {
    async fn open(
        &mut self,
        database: String,
    ) -> wasmtime::Result<Result<Resource<Connection>, Error>> {
        let opened = v3::HostConnection::open(self, database).await?;
        Ok(opened.map_err(Error::from))
    }

    async fn execute(
        &mut self,
        connection: Resource<Connection>,
        statement: String,
        parameters: Vec<Value>,
    ) -> wasmtime::Result<Result<QueryResult, Error>> {
        let parameters = parameters.into_iter().map(v3::Value::from).collect();
        let answer = self
            .connection(&connection)?
            .execute_whole(statement, parameters)
            .await;
        Ok(answer.map_err(Error::from).map(|answer| QueryResult {
            columns: answer.columns,
            rows: answer.rows.into_iter().map(RowResult::from).collect(),
        }))
    }

    async fn drop(&mut self, connection: Resource<Connection>) -> wasmtime::Result<()> {
        self.close(connection)
    }
}

impl From<v3::Error> for Error {
    fn from(error: v3::Error) -> Self {
        match error {
            v3::Error::NoSuchDatabase => Self::NoSuchDatabase,
            v3::Error::AccessDenied => Self::AccessDenied,
            v3::Error::InvalidConnection => Self::InvalidConnection,
            v3::Error::DatabaseFull => Self::DatabaseFull,
            v3::Error::Io(reason) => Self::Io(reason),
        }
    }
}

impl From<Value> for v3::Value {
    fn from(value: Value) -> Self {
        match value {
            Value::Integer(value) => Self::Integer(value),
            Value::Real(value) => Self::Real(value),
            Value::Text(value) => Self::Text(value),
            Value::Blob(value) => Self::Blob(value),
            Value::Null => Self::Null,
        }
    }
}

impl From<v3::Value> for Value {
    fn from(value: v3::Value) -> Self {
        match value {
            v3::Value::Integer(value) => Self::Integer(value),
            v3::Value::Real(value) => Self::Real(value),
            v3::Value::Text(value) => Self::Text(value),
            v3::Value::Blob(value) => Self::Blob(value),
            v3::Value::Null => Self::Null,
        }
    }
}

impl From<v3::RowResult> for RowResult {
    fn from(row: v3::RowResult) -> Self {
        Self {
            values: row.values.into_iter().map(Value::from).collect(),
        }
    }
}
