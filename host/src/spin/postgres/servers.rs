//! The servers that components connect to, each with a bounded pool of connections.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sqlx::{
    AssertSqlSafe, ConnectOptions as _, PgConnection, PgPool, Row as _,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::spin::bindings::spin::postgres::postgres::Error;

/// Connections to one address at once.
const MAX_CONNECTIONS: u32 = 16;

/// Addresses that are connected to; an application has one or two.
const MAX_ADDRESSES: usize = 8;

/// How long a workflow waits for a free connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long a connection is kept that nobody needs.
const IDLE: Duration = Duration::from_mins(10);

/// Statements that a connection keeps prepared.
const PREPARED_STATEMENTS: usize = 256;

/// Longest that one statement may run, as for SQLite.
pub(super) const STATEMENT_TIME: &str = "10s";

/// Tells first whether a transaction was left open (outside of one, a statement begins when its
/// transaction does), and then undoes all that a session can keep, but for prepared statements.
const RESET: &str = "SELECT now() < statement_timestamp(); CLOSE ALL; \
    SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; SELECT pg_advisory_unlock_all(); \
    DISCARD TEMP; DISCARD SEQUENCES";

/// Every server that components connected to. Cheap to clone.
#[derive(Clone, Default)]
pub struct Servers(Arc<Mutex<BTreeMap<Address, PgPool>>>);

/// An address, and the certificate authority to be trusted there.
pub(super) type Address = (String, Option<String>);

impl fmt::Debug for Servers {
    /// Addresses can hold passwords.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Servers").finish_non_exhaustive()
    }
}

impl Servers {
    /// The pool of an address.
    pub(super) fn find(
        &self,
        address: Address,
        options: PgConnectOptions,
    ) -> Result<PgPool, Error> {
        let mut pools = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pool) = pools.get(&address) {
            return Ok(pool.clone());
        }
        if pools.len() >= MAX_ADDRESSES {
            let why = format!("this host connects to no more than {MAX_ADDRESSES} addresses");
            return Err(Error::ConnectionFailed(why));
        }
        let pool = pool(options);
        pools.insert(address, pool.clone());
        Ok(pool)
    }

    /// Closes every connection once the statement it runs has ended.
    pub async fn close(&self) {
        let pools = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for pool in pools.into_values() {
            pool.close().await;
        }
    }
}

fn pool(options: PgConnectOptions) -> PgPool {
    let options = options
        .application_name("lethe")
        .statement_cache_capacity(PREPARED_STATEMENTS)
        .options([("statement_timeout", STATEMENT_TIME)])
        .disable_statement_logging();
    PgPoolOptions::new()
        .max_connections(MAX_CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .idle_timeout(IDLE)
        .after_release(|connection, _| Box::pin(clean(connection)))
        .connect_lazy_with(options)
}

/// Ends what the last user left open, before anyone else gets the connection; whether the connection
/// is still good.
async fn clean(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    if !reset(connection).await.unwrap_or(false) {
        sqlx::raw_sql("ROLLBACK").execute(&mut *connection).await?;
        return reset(connection).await;
    }
    Ok(true)
}

/// Whether there was no transaction, and everything is as in a new session.
async fn reset(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let rows = sqlx::raw_sql(AssertSqlSafe(RESET))
        .fetch_all(connection)
        .await?;
    let was_open: bool = rows.first().ok_or(sqlx::Error::RowNotFound)?.try_get(0)?;
    Ok(!was_open)
}
