//! One database or the other, as the deployment says.

use domain::TenantId;

use crate::{Dialect, Error, Row, Scoped, Sql, Value};

/// A connection to SQLite or to PostgreSQL, each over its own driver.
#[derive(Debug)]
pub enum Either<A, B> {
    /// SQLite.
    Sqlite(A),
    /// PostgreSQL, with a tenant.
    Postgres(Scoped<B>),
}

/// Does the same with whichever it is.
macro_rules! either {
    ($either:expr, $sql:ident => $does:expr) => {
        match $either {
            Either::Sqlite($sql) => $does,
            Either::Postgres($sql) => $does,
        }
    };
}

impl<A: Sql, B: Sql> Sql for Either<A, B> {
    async fn query(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, Error> {
        either!(self, sql => sql.query(statement, parameters).await)
    }

    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<u64, Error> {
        either!(self, sql => sql.execute(statement, parameters).await)
    }

    fn dialect(&self) -> Dialect {
        either!(self, sql => sql.dialect())
    }

    async fn enter(&mut self, tenant: TenantId) -> Result<(), Error> {
        either!(self, sql => sql.enter(tenant).await)
    }

    async fn begin(&mut self) -> Result<(), Error> {
        either!(self, sql => sql.begin().await)
    }

    async fn begin_snapshot(&mut self) -> Result<(), Error> {
        either!(self, sql => sql.begin_snapshot().await)
    }

    async fn commit(&mut self) -> Result<(), Error> {
        either!(self, sql => sql.commit().await)
    }

    async fn rollback(&mut self) -> Result<(), Error> {
        either!(self, sql => sql.rollback().await)
    }
}
