//! The interface `spin:postgres/postgres`.

use wasmtime::component::{Accessor, FutureReader, Resource, StreamReader};

use super::{
    address,
    connection::{Answer, Connection},
    servers::Address,
};
use crate::spin::{
    HasSpin, MAX_OPEN, State,
    bindings::spin::postgres::postgres::{
        Column, DbValue, Error, Host, HostConnection, HostConnectionBuilder,
        HostConnectionBuilderWithStore, HostConnectionWithStore, ParameterValue, RowSet,
    },
};

/// What a component says of a connection before it is opened.
pub struct Builder {
    address: Address,
}

type Streamed = (
    Vec<Column>,
    StreamReader<Vec<DbValue>>,
    FutureReader<Result<(), Error>>,
);

impl State {
    pub(super) fn server(&self, address: Address) -> Result<sqlx::PgPool, Error> {
        let (url, authority) = &address;
        let is_of_operator = self.grants.variables.values().any(|value| value == url);
        let mut options = address::options(url, is_of_operator, &self.grants.hosts)?;
        if let Some(authority) = authority {
            options = options.ssl_root_cert_from_pem(authority.clone().into_bytes());
        }
        self.grants.servers.find(address, options)
    }

    fn keep_server(
        &mut self,
        connection: Connection,
    ) -> wasmtime::Result<Result<Resource<Connection>, Error>> {
        if self.connections.iter_mut().count() >= MAX_OPEN {
            let why = format!("more than {MAX_OPEN} connections are open");
            return Ok(Err(Error::ConnectionFailed(why)));
        }
        Ok(Ok(self.connections.push(connection)?))
    }

    fn server_of(&self, connection: &Resource<Connection>) -> wasmtime::Result<Connection> {
        Ok(self.connections.get(connection)?.clone())
    }

    fn built(&self, builder: &Resource<Builder>) -> wasmtime::Result<Address> {
        Ok(self.connections.get(builder)?.address.clone())
    }

    async fn connect(
        &mut self,
        address: Address,
    ) -> wasmtime::Result<Result<Resource<Connection>, Error>> {
        match self.server(address) {
            Ok(pool) => match Connection::open(&pool).await {
                Ok(connection) => self.keep_server(connection),
                Err(error) => Ok(Err(error)),
            },
            Err(error) => Ok(Err(error)),
        }
    }
}

async fn connect<T: Send + 'static>(
    accessor: &Accessor<T, HasSpin>,
    address: Address,
) -> wasmtime::Result<Result<Resource<Connection>, Error>> {
    match accessor.with(|mut access| access.get().server(address)) {
        Ok(pool) => match Connection::open(&pool).await {
            Ok(connection) => accessor.with(|mut access| access.get().keep_server(connection)),
            Err(error) => Ok(Err(error)),
        },
        Err(error) => Ok(Err(error)),
    }
}

impl Host for &mut State {}

impl HostConnection for &mut State {
    async fn open(
        &mut self,
        address: String,
    ) -> wasmtime::Result<Result<Resource<Connection>, Error>> {
        self.connect((address, None)).await
    }

    async fn query(
        &mut self,
        connection: Resource<Connection>,
        statement: String,
        params: Vec<ParameterValue>,
    ) -> wasmtime::Result<Result<RowSet, Error>> {
        let answer = self.server_of(&connection)?.run(statement, params).await;
        Ok(answer.map(|Answer { columns, rows, .. }| RowSet { columns, rows }))
    }

    async fn execute(
        &mut self,
        connection: Resource<Connection>,
        statement: String,
        params: Vec<ParameterValue>,
    ) -> wasmtime::Result<Result<u64, Error>> {
        let answer = self.server_of(&connection)?.run(statement, params).await;
        Ok(answer.map(|answer| answer.count))
    }

    async fn drop(&mut self, connection: Resource<Connection>) -> wasmtime::Result<()> {
        self.connections.delete(connection)?;
        Ok(())
    }
}

impl<T: Send + 'static> HostConnectionWithStore<T> for HasSpin {
    async fn open_async(
        accessor: &Accessor<T, Self>,
        address: String,
    ) -> wasmtime::Result<Result<Resource<Connection>, Error>> {
        connect(accessor, (address, None)).await
    }

    async fn query_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        statement: String,
        params: Vec<ParameterValue>,
    ) -> wasmtime::Result<Result<Streamed, Error>> {
        let connection = accessor.with(|mut access| access.get().server_of(&connection))?;
        let Answer { columns, rows, .. } = match connection.run(statement, params).await {
            Ok(answer) => answer,
            Err(error) => return Ok(Err(error)),
        };
        accessor.with(|mut access| {
            let rows = StreamReader::new(&mut access, rows)?;
            let end = FutureReader::new(&mut access, async { wasmtime::error::Ok(Ok(())) })?;
            Ok(Ok((columns, rows, end)))
        })
    }

    async fn execute_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        statement: String,
        params: Vec<ParameterValue>,
    ) -> wasmtime::Result<Result<u64, Error>> {
        let connection = accessor.with(|mut access| access.get().server_of(&connection))?;
        Ok(connection
            .run(statement, params)
            .await
            .map(|answer| answer.count))
    }
}

impl HostConnectionBuilder for &mut State {
    async fn new(&mut self, address: String) -> wasmtime::Result<Resource<Builder>> {
        let address = (address, None);
        Ok(self.connections.push(Builder { address })?)
    }

    async fn set_ca_root(
        &mut self,
        builder: Resource<Builder>,
        certificate: String,
    ) -> wasmtime::Result<Result<(), Error>> {
        self.connections.get_mut(&builder)?.address.1 = Some(certificate);
        Ok(Ok(()))
    }

    async fn build(
        &mut self,
        builder: Resource<Builder>,
    ) -> wasmtime::Result<Result<Resource<Connection>, Error>> {
        let address = self.built(&builder)?;
        self.connect(address).await
    }

    async fn drop(&mut self, builder: Resource<Builder>) -> wasmtime::Result<()> {
        self.connections.delete(builder)?;
        Ok(())
    }
}

impl<T: Send + 'static> HostConnectionBuilderWithStore<T> for HasSpin {
    async fn build_async(
        accessor: &Accessor<T, Self>,
        builder: Resource<Builder>,
    ) -> wasmtime::Result<Result<Resource<Connection>, Error>> {
        let address = accessor.with(|mut access| access.get().built(&builder))?;
        connect(accessor, address).await
    }
}
