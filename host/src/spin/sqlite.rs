//! `spin:sqlite@3.1.0` (and so 3.0.0), for spin-sdk 7 and for components of WASI 0.2.

use wasmtime::component::{Accessor, FutureReader, Resource, StreamReader};

use super::{
    HasSpin, State,
    bindings::spin::sqlite::sqlite::{
        Error, Host, HostConnection, HostConnectionWithStore, QueryResult, RowResult, Value,
    },
    connection::{Connection, Rest},
    rows::Rows,
};

/// Connections that one instance may have open at once.
pub(super) const MAX_OPEN: usize = 8;

type Streamed = (
    Vec<String>,
    StreamReader<RowResult>,
    FutureReader<Result<(), Error>>,
);

impl State {
    pub(super) fn pool(&self, label: &str) -> Result<sqlx::SqlitePool, Error> {
        if !self.grants.labels.contains(label) {
            return Err(Error::AccessDenied);
        }
        self.grants
            .databases
            .find(label)
            .cloned()
            .ok_or(Error::NoSuchDatabase)
    }

    pub(super) fn keep(
        &mut self,
        connection: Connection,
    ) -> wasmtime::Result<Result<Resource<Connection>, Error>> {
        if self.connections.iter_mut().count() >= MAX_OPEN {
            return Ok(Err(Error::Io(format!(
                "more than {MAX_OPEN} connections are open"
            ))));
        }
        Ok(Ok(self.connections.push(connection)?))
    }

    pub(super) fn connection(
        &self,
        connection: &Resource<Connection>,
    ) -> wasmtime::Result<Connection> {
        Ok(self.connections.get(connection)?.clone())
    }

    pub(super) fn close(&mut self, connection: Resource<Connection>) -> wasmtime::Result<()> {
        self.connections.delete(connection)?;
        Ok(())
    }
}

impl Host for &mut State {}

impl HostConnection for &mut State {
    async fn open(
        &mut self,
        database: String,
    ) -> wasmtime::Result<Result<Resource<Connection>, Error>> {
        match self.pool(&database) {
            Ok(pool) => match Connection::open(&pool).await {
                Ok(connection) => self.keep(connection),
                Err(error) => Ok(Err(error)),
            },
            Err(error) => Ok(Err(error)),
        }
    }

    async fn execute(
        &mut self,
        connection: Resource<Connection>,
        statement: String,
        parameters: Vec<Value>,
    ) -> wasmtime::Result<Result<QueryResult, Error>> {
        let answer = self
            .connection(&connection)?
            .execute_whole(statement, parameters)
            .await;
        Ok(answer.map(|answer| QueryResult {
            columns: answer.columns,
            rows: answer.rows,
        }))
    }

    async fn last_insert_rowid(
        &mut self,
        connection: Resource<Connection>,
    ) -> wasmtime::Result<i64> {
        Ok(self.connection(&connection)?.last_row_id())
    }

    async fn changes(&mut self, connection: Resource<Connection>) -> wasmtime::Result<u64> {
        Ok(self.connection(&connection)?.changes())
    }

    async fn drop(&mut self, connection: Resource<Connection>) -> wasmtime::Result<()> {
        self.close(connection)
    }
}

impl<T: Send + 'static> HostConnectionWithStore<T> for HasSpin {
    async fn open_async(
        accessor: &Accessor<T, Self>,
        database: String,
    ) -> wasmtime::Result<Result<Resource<Connection>, Error>> {
        match accessor.with(|mut access| access.get().pool(&database)) {
            Ok(pool) => match Connection::open(&pool).await {
                Ok(connection) => accessor.with(|mut access| access.get().keep(connection)),
                Err(error) => Ok(Err(error)),
            },
            Err(error) => Ok(Err(error)),
        }
    }

    async fn execute_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        statement: String,
        parameters: Vec<Value>,
    ) -> wasmtime::Result<Result<Streamed, Error>> {
        let connection = accessor.with(|mut access| access.get().connection(&connection))?;
        let answer = match connection.execute(statement, parameters).await {
            Ok(answer) => answer,
            Err(error) => return Ok(Err(error)),
        };
        accessor.with(|mut access| {
            let (rows, end) = match answer.rest {
                None => (
                    StreamReader::new(&mut access, answer.rows)?,
                    FutureReader::new(&mut access, async { wasmtime::error::Ok(Ok(())) })?,
                ),
                Some(Rest { chunks, end }) => {
                    let end = async move {
                        let end = end.await.unwrap_or_else(|_| {
                            Err(Error::Io("the statement was given up".to_owned()))
                        });
                        wasmtime::error::Ok(end)
                    };
                    (
                        StreamReader::new(&mut access, Rows::new(answer.rows, chunks))?,
                        FutureReader::new(&mut access, end)?,
                    )
                }
            };
            Ok(Ok((answer.columns, rows, end)))
        })
    }

    async fn last_insert_rowid_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
    ) -> wasmtime::Result<i64> {
        accessor.with(|mut access| Ok(access.get().connection(&connection)?.last_row_id()))
    }

    async fn changes_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
    ) -> wasmtime::Result<u64> {
        accessor.with(|mut access| Ok(access.get().connection(&connection)?.changes()))
    }
}
