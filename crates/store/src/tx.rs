//! Transactions: all of it, or nothing.

use domain::TenantId;

use crate::{Dialect, Error, Row, Sql, Value};

/// How often a transaction is begun before it is given up. Each try waits as long as the
/// connection's own busy time-out, five seconds.
const ATTEMPTS: u32 = 3;

/// A transaction on a connection, writing from the start.
///
/// One that is dropped without [`commit`](Self::commit) or [`rollback`](Self::rollback) leaves its
/// connection inside the transaction: whoever owns the connection must discard it, which undoes
/// everything.
#[derive(Debug)]
pub struct Tx<'a, S> {
    sql: &'a mut S,
}

impl<'a, S: Sql> Tx<'a, S> {
    /// Begins a transaction, and tries again while the database is busy.
    ///
    /// # Errors
    /// [`Error::Busy`] when the database stayed busy.
    pub async fn begin(sql: &'a mut S) -> Result<Self, Error> {
        for _ in 1..ATTEMPTS {
            match sql.begin().await {
                Ok(()) => return Ok(Self { sql }),
                Err(Error::Busy) => {}
                Err(error) => return Err(error),
            }
        }
        sql.begin().await?;
        Ok(Self { sql })
    }

    /// Keeps what was done.
    ///
    /// # Errors
    /// When the database could not; then nothing was kept, unless the connection broke on the way.
    pub async fn commit(self) -> Result<(), Error> {
        match self.sql.commit().await {
            Ok(()) => Ok(()),
            Err(error) => {
                // A failed commit can leave the transaction open, and the connection would carry it
                // into what comes next. The first error is the one that tells what happened.
                let _ = self.sql.rollback().await;
                Err(error)
            }
        }
    }

    /// Undoes what was done.
    ///
    /// # Errors
    /// When the database did not answer; the connection must then be discarded.
    pub async fn rollback(self) -> Result<(), Error> {
        self.sql.rollback().await
    }
}

impl<S: Sql> Sql for Tx<'_, S> {
    async fn query(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, Error> {
        self.sql.query(statement, parameters).await
    }

    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<u64, Error> {
        self.sql.execute(statement, parameters).await
    }

    fn dialect(&self) -> Dialect {
        self.sql.dialect()
    }

    async fn enter(&mut self, tenant: TenantId) -> Result<(), Error> {
        self.sql.enter(tenant).await
    }
}
