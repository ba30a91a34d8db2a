//! PostgreSQL over sqlx.

use std::str::FromStr;

use ::sqlx::encode::IsNull;
use ::sqlx::error::BoxDynError;
use ::sqlx::postgres::types::Oid;
use ::sqlx::postgres::{
    PgArgumentBuffer, PgArguments, PgConnectOptions, PgConnection, PgRow, PgTypeInfo, PgValueRef,
};
use ::sqlx::{
    Arguments, AssertSqlSafe, ConnectOptions, Connection, Decode, Either, Encode, Executor,
    Postgres, Row as _, Type, TypeInfo, ValueRef,
};
use futures_util::TryStreamExt;

use crate::{Dialect, Error, Row, Scoped, Sql, Value, sqlstate};

/// How a server is connected to: by a URL, `PGPASSWORD`, `PGPASSFILE` and the other variables of
/// libpq.
///
/// # Errors
/// [`Error::Database`] when the URL cannot be read. The message does not hold it.
pub fn postgres_options(url: &str) -> Result<PgConnectOptions, Error> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| Error::database("the URL of the database cannot be read"))?;
    Ok(options
        .application_name("lethe")
        .disable_statement_logging())
}

/// A connection to PostgreSQL, without a tenant: [`Scoped`] has one.
#[derive(Debug)]
pub struct PostgresSql {
    connection: PgConnection,
}

impl PostgresSql {
    /// Connects, for one tenant after the other.
    ///
    /// # Errors
    /// [`Error::Busy`] when the server takes no more connections, [`Error::Database`] otherwise.
    pub async fn connect(options: &PgConnectOptions) -> Result<Scoped<Self>, Error> {
        let connection = options.connect().await.map_err(translate)?;
        Ok(Scoped::new(Self { connection }))
    }

    /// Runs a statement and gives its rows and the number of rows it inserted, changed or deleted.
    async fn run(
        &mut self,
        statement: &str,
        parameters: &[Value],
    ) -> Result<(Vec<Row>, u64), Error> {
        // The text comes from this crate.
        let statement = AssertSqlSafe(statement.to_owned());
        let query = ::sqlx::query_with(statement, arguments(parameters)?);
        let mut stream = (&mut self.connection).fetch_many(query);
        let (mut rows, mut changes) = (Vec::new(), 0);
        while let Some(item) = stream.try_next().await.map_err(translate)? {
            match item {
                Either::Left(done) => changes = done.rows_affected(),
                Either::Right(row) => rows.push(row),
            }
        }
        drop(stream);
        // What only a function of type void gives is no row.
        let rows = rows.iter().map(read).collect::<Result<_, _>>()?;
        Ok((rows, changes))
    }

    /// Closes the connection.
    pub async fn close(self) -> Result<(), Error> {
        self.connection.close().await.map_err(translate)
    }
}

impl Sql for PostgresSql {
    async fn query(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, Error> {
        Ok(self.run(statement, parameters).await?.0)
    }

    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<u64, Error> {
        Ok(self.run(statement, parameters).await?.1)
    }

    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }
}

/// A NULL whose type the server infers from where it stands.
struct Null;

impl Type<Postgres> for Null {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(0))
    }
}

impl Encode<'_, Postgres> for Null {
    fn encode_by_ref(&self, _: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Ok(IsNull::Yes)
    }
}

fn arguments(parameters: &[Value]) -> Result<PgArguments, Error> {
    let mut arguments = PgArguments::default();
    for parameter in parameters {
        match parameter {
            Value::Null => arguments.add(Null),
            Value::Integer(number) => arguments.add(*number),
            Value::Real(number) => arguments.add(*number),
            Value::Text(text) => arguments.add(text.as_str()),
            Value::Blob(bytes) => arguments.add(bytes.as_slice()),
        }
        .map_err(Error::Database)?;
    }
    Ok(arguments)
}

fn read(row: &PgRow) -> Result<Row, Error> {
    let mut values = Vec::with_capacity(row.len());
    for index in 0..row.len() {
        values.push(value(row.try_get_raw(index).map_err(translate)?)?);
    }
    Ok(Row(values))
}

fn value(raw: PgValueRef<'_>) -> Result<Value, Error> {
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let kind = raw.type_info().into_owned();
    match kind.name() {
        "INT2" => decode::<i16>(raw).map(|number| Value::Integer(number.into())),
        "INT4" => decode::<i32>(raw).map(|number| Value::Integer(number.into())),
        "INT8" => decode::<i64>(raw).map(Value::Integer),
        "BOOL" => decode::<bool>(raw).map(|yes| Value::Integer(yes.into())),
        "FLOAT8" => decode::<f64>(raw).map(Value::Real),
        "TEXT" | "VARCHAR" | "NAME" => decode::<String>(raw).map(Value::Text),
        "BYTEA" => decode::<Vec<u8>>(raw).map(Value::Blob),
        "VOID" => Ok(Value::Null),
        other => return Err(Error::database(format!("a column of type {other}"))),
    }
    .map_err(Error::Database)
}

fn decode<'r, T: Decode<'r, Postgres>>(raw: PgValueRef<'r>) -> Result<T, BoxDynError> {
    T::decode(raw)
}

fn translate(error: ::sqlx::Error) -> Error {
    let code = error
        .as_database_error()
        .and_then(::sqlx::error::DatabaseError::code);
    match code {
        Some(code) => sqlstate::error(&code),
        // The connection broke, or none came about.
        None => Error::database(error),
    }
}
