//! The database files behind the labels of a manifest, each with a bounded pool of connections.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use sqlx::{SqlitePool, sqlite::SqlitePoolOptions};

use super::guard;

/// Connections to one file at once, each with a thread of its own. SQLite has one writer anyway.
const MAX_CONNECTIONS: u32 = 16;

/// How long a workflow waits for a free connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// Statements that a connection keeps prepared.
const PREPARED_STATEMENTS: usize = 256;

/// Rows that the driver reads ahead.
const ROWS_AHEAD: usize = 256;

/// Every database that the host offers, by label. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Databases(Arc<BTreeMap<String, SqlitePool>>);

impl Databases {
    /// Prepares a pool for each label; a file is opened, and made if it is missing, at first use.
    pub fn new(files: impl IntoIterator<Item = (String, PathBuf)>) -> Self {
        Self(Arc::new(
            files
                .into_iter()
                .map(|(label, file)| (label, pool(&file)))
                .collect(),
        ))
    }

    /// Closes every connection once the statement it runs has ended.
    pub async fn close(&self) {
        for pool in self.0.values() {
            pool.close().await;
        }
    }

    pub(super) fn find(&self, label: &str) -> Option<&SqlitePool> {
        self.0.get(label)
    }
}

fn pool(file: &Path) -> SqlitePool {
    let options = store::sqlx::connect_options(file)
        .statement_cache_capacity(PREPARED_STATEMENTS)
        .row_buffer_size(ROWS_AHEAD);
    SqlitePoolOptions::new()
        .max_connections(MAX_CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .after_connect(|connection, _| Box::pin(guard::install(connection)))
        .after_release(|connection, _| Box::pin(roll_back(connection)))
        .connect_lazy_with(options)
}

/// Ends what the last user left open, before anyone else gets the connection; whether the connection is still good.
async fn roll_back(connection: &mut sqlx::SqliteConnection) -> Result<bool, sqlx::Error> {
    match sqlx::raw_sql("ROLLBACK").execute(connection).await {
        Ok(_) => Ok(true),
        // SQLITE_ERROR: there was no transaction, as it should be.
        Err(sqlx::Error::Database(error)) => Ok(error.code().is_some_and(|code| code == "1")),
        Err(error) => Err(error),
    }
}
