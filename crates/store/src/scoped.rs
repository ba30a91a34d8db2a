//! A connection to PostgreSQL that tells the database whose rows a request is about.
//!
//! The tenant is a setting of the transaction (`lethe.tenant`), never of the connection: poolers
//! hand connections from one request to the next. So reading needs a transaction too. One is begun
//! with the first statement and goes on until the connection is rolled back or dropped; one that
//! writes goes on from there. `READ COMMITTED` gives every statement a view of its own, so a long one
//! sees what others commit and holds nothing up.

use domain::TenantId;

use crate::{Dialect, Error, Row, Sql, Value};

/// Sets the tenant until the transaction ends (`SET LOCAL` takes no parameters). A lock is waited for
/// as long as SQLite's is, and a transaction that everybody forgot does not stay for ever.
const ENTER: &str = "SELECT set_config('lethe.tenant', $1, true), \
    set_config('lock_timeout', '5s', true), \
    set_config('idle_in_transaction_session_timeout', '60s', true)";

/// A connection to PostgreSQL, and the tenant that it was entered for.
#[derive(Debug)]
pub struct Scoped<S> {
    inner: S,
    tenant: Option<TenantId>,
    state: State,
}

/// Where the transaction stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// There is none.
    Idle,
    /// It was begun to read.
    Reading,
    /// A [`Tx`](crate::Tx) writes in it.
    Writing,
    /// A statement failed. PostgreSQL answers its `COMMIT` with success and keeps nothing.
    Failed,
}

impl<S: Sql> Scoped<S> {
    /// Takes a connection that has no transaction open.
    pub const fn new(inner: S) -> Self {
        Self {
            inner,
            tenant: None,
            state: State::Idle,
        }
    }

    async fn tell(&mut self, tenant: TenantId) -> Result<(), Error> {
        let told = self.inner.query(ENTER, &[tenant.into()]).await;
        self.note(told).await.map(drop)
    }

    /// Begins to read, when there is a tenant to be told and no transaction to tell it in.
    async fn look(&mut self) -> Result<(), Error> {
        match (self.state, self.tenant) {
            (State::Idle, Some(tenant)) => {
                self.inner.begin().await?;
                self.state = State::Reading;
                self.tell(tenant).await
            }
            (State::Failed, _) => Err(Error::database("a statement before this one failed")),
            _ => Ok(()),
        }
    }

    /// Notes a failure, after which the transaction is of no use.
    async fn note<T>(&mut self, result: Result<T, Error>) -> Result<T, Error> {
        if result.is_err() {
            match self.state {
                State::Reading => {
                    // The failure tells more than what becomes of a transaction that wrote nothing.
                    let _ = self.rollback().await;
                }
                State::Writing => self.state = State::Failed,
                State::Idle | State::Failed => {}
            }
        }
        result
    }
}

impl<S: Sql> Sql for Scoped<S> {
    async fn query(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, Error> {
        // PostgreSQL refuses U+0000 in text, so no row has it and none is found by it.
        let holds_null = |value: &Value| matches!(value, Value::Text(text) if text.contains('\0'));
        if parameters.iter().any(holds_null) {
            return Ok(Vec::new());
        }
        self.look().await?;
        let rows = self.inner.query(statement, parameters).await;
        self.note(rows).await
    }

    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<u64, Error> {
        self.look().await?;
        let changed = self.inner.execute(statement, parameters).await;
        let changed = self.note(changed).await?;
        if self.state == State::Reading {
            // Outside of a `Tx` a change is kept at once.
            self.inner.commit().await?;
            self.state = State::Idle;
        }
        Ok(changed)
    }

    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    async fn enter(&mut self, tenant: TenantId) -> Result<(), Error> {
        self.tenant = Some(tenant);
        match self.state {
            State::Reading | State::Writing => self.tell(tenant).await,
            State::Idle | State::Failed => Ok(()),
        }
    }

    async fn begin(&mut self) -> Result<(), Error> {
        match self.state {
            State::Idle => {
                self.inner.begin().await?;
                self.state = State::Writing;
                match self.tenant {
                    Some(tenant) => self.tell(tenant).await,
                    None => Ok(()),
                }
            }
            State::Reading => {
                self.state = State::Writing;
                Ok(())
            }
            State::Writing | State::Failed => Err(Error::database("a transaction is open")),
        }
    }

    async fn begin_snapshot(&mut self) -> Result<(), Error> {
        if self.state != State::Idle {
            return Err(Error::database("a transaction is open"));
        }
        self.inner.begin_snapshot().await?;
        self.state = State::Writing;
        match self.tenant {
            Some(tenant) => self.tell(tenant).await,
            None => Ok(()),
        }
    }

    async fn commit(&mut self) -> Result<(), Error> {
        self.look().await?;
        self.inner.commit().await?;
        self.state = State::Idle;
        Ok(())
    }

    async fn rollback(&mut self) -> Result<(), Error> {
        self.inner.rollback().await?;
        self.state = State::Idle;
        Ok(())
    }
}
