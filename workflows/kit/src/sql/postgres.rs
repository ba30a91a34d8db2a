//! The store's port over `spin:postgres`.

#[cfg_attr(feature = "wasip2", path = "postgres/wasip2.rs")]
#[cfg_attr(not(feature = "wasip2"), path = "postgres/wasip3.rs")]
mod driver;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use store::{Dialect, Error, Row, Sql, Value, sqlstate};

use self::driver::{Connection, DbValue, ParameterValue, PgError, QueryError};

/// Tells whether a connection comes with somebody else's transaction: outside of one, a statement
/// begins at the same moment as the transaction that it is by itself.
const IS_IN_TRANSACTION: &str = "SELECT now() < statement_timestamp()";

/// A connection to a server.
#[derive(Clone)]
pub struct Postgres {
    connection: Arc<Connection>,
    /// Whether a transaction is open.
    open: Arc<AtomicBool>,
}

impl Postgres {
    /// Connects. A runtime that keeps connections may give one whose last user was stopped inside a
    /// transaction, which must not become part of this request's.
    pub(super) async fn open(url: String) -> Result<Self, Error> {
        let connection = driver::open(url).await.map_err(refused)?;
        let mut postgres = Self {
            connection: Arc::new(connection),
            open: Arc::new(AtomicBool::new(false)),
        };
        let found = postgres.query(IS_IN_TRANSACTION, &[]).await;
        let is_clean = found.is_ok_and(|rows| rows.first() == Some(&Row(vec![Value::Integer(0)])));
        if !is_clean {
            postgres.rollback().await?;
        }
        Ok(postgres)
    }

    /// Rolls back what is left open. A connection that is lost has nothing left open.
    pub(super) async fn end(mut self) {
        if self.open.load(Ordering::Relaxed) {
            let _ = self.rollback().await;
        }
    }

    async fn run(&self, statement: &str) -> Result<(), Error> {
        let done = driver::execute(&self.connection, statement, Vec::new()).await;
        done.map(drop).map_err(refused)
    }
}

impl Sql for Postgres {
    async fn query(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, Error> {
        let parameters = parameters.iter().map(given).collect();
        let rows = driver::query(&self.connection, statement, parameters).await;
        let rows = rows.map_err(refused)?.into_iter().map(|row| {
            let values = row.into_iter().map(taken).collect::<Result<_, _>>();
            values.map(Row)
        });
        rows.collect()
    }

    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<u64, Error> {
        let parameters = parameters.iter().map(given).collect();
        let done = driver::execute(&self.connection, statement, parameters).await;
        done.map_err(refused)
    }

    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    async fn begin(&mut self) -> Result<(), Error> {
        self.open.store(true, Ordering::Relaxed);
        self.run("BEGIN ISOLATION LEVEL READ COMMITTED").await
    }

    async fn commit(&mut self) -> Result<(), Error> {
        self.run("COMMIT").await?;
        self.open.store(false, Ordering::Relaxed);
        Ok(())
    }

    async fn rollback(&mut self) -> Result<(), Error> {
        self.run("ROLLBACK").await?;
        self.open.store(false, Ordering::Relaxed);
        Ok(())
    }
}

fn given(value: &Value) -> ParameterValue {
    match value {
        Value::Null => ParameterValue::DbNull,
        Value::Integer(number) => ParameterValue::Int64(*number),
        Value::Real(number) => ParameterValue::Floating64(*number),
        Value::Text(text) => ParameterValue::Str(text.clone()),
        Value::Blob(bytes) => ParameterValue::Binary(bytes.clone()),
    }
}

/// The types that the store's statements yield.
fn taken(value: DbValue) -> Result<Value, Error> {
    match value {
        DbValue::DbNull => Ok(Value::Null),
        DbValue::Boolean(yes) => Ok(Value::Integer(yes.into())),
        DbValue::Int16(number) => Ok(Value::Integer(number.into())),
        DbValue::Int32(number) => Ok(Value::Integer(number.into())),
        DbValue::Int64(number) => Ok(Value::Integer(number)),
        DbValue::Floating64(number) => Ok(Value::Real(number)),
        DbValue::Str(text) => Ok(Value::Text(text)),
        DbValue::Binary(bytes) => Ok(Value::Blob(bytes)),
        _ => Err(Error::database(
            "a column of a type that the store does not use",
        )),
    }
}

/// What the server says besides its code can hold values. What the runtime says is about the
/// connection, and may hold its address: the kind must do.
fn refused(error: PgError) -> Error {
    match error {
        PgError::QueryFailed(QueryError::DbError(error)) => sqlstate::error(&error.code),
        // It is down, or takes no more connections: nothing was done, and a later try can succeed.
        PgError::ConnectionFailed(_) => Error::Busy,
        PgError::BadParameter(_) => Error::database("the database takes no such parameter"),
        PgError::QueryFailed(_) | PgError::Other(_) => {
            Error::database("the connection to the database was lost")
        }
        PgError::ValueConversionFailed(_) => {
            Error::database("the database gave a value that cannot be read")
        }
    }
}
