//! Plain SQL on a host's database, while the host does not run.

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};
use tests::Folder;

/// A connection as durable as the host's.
pub(super) struct Plain {
    runtime: tokio::runtime::Runtime,
    connection: SqliteConnection,
}

impl Plain {
    /// Opens the database of a folder.
    pub(super) fn open(folder: &Folder) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let options = SqliteConnectOptions::new()
            .filename(folder.data().join("lethe.db"))
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("secure_delete", "on")
            .foreign_keys(false);
        let connection = runtime.block_on(options.connect())?;
        Ok(Self {
            runtime,
            connection,
        })
    }

    /// Runs statements in one transaction, and gives how many rows they changed.
    pub(super) fn change(&mut self, statements: &[&str], value: &str) -> anyhow::Result<u64> {
        let Self {
            runtime,
            connection,
        } = self;
        runtime.block_on(async {
            let mut changed = 0;
            let mut tx = connection.begin().await?;
            for statement in statements {
                let query = sqlx::query(sqlx::AssertSqlSafe(*statement)).bind(value);
                changed += query.execute(&mut *tx).await?.rows_affected();
            }
            tx.commit().await?;
            Ok(changed)
        })
    }

    /// The single column of texts that a query gives.
    pub(super) fn texts(&mut self, query: &'static str) -> anyhow::Result<Vec<String>> {
        let rows = sqlx::query_scalar(query).fetch_all(&mut self.connection);
        Ok(self.runtime.block_on(rows)?)
    }

    /// Reads all sealed bytes of a subject, and gives how many they are.
    pub(super) fn read(&mut self, subject: &str) -> anyhow::Result<usize> {
        use futures_util::TryStreamExt as _;
        use sqlx::Row as _;
        let Self {
            runtime,
            connection,
        } = self;
        runtime.block_on(async {
            let query = "SELECT plain, sealed FROM record WHERE subject_id = ? \
                         ORDER BY collection, record_id";
            let mut rows = sqlx::query(query).bind(subject).fetch(connection);
            let mut bytes = 0;
            while let Some(row) = rows.try_next().await? {
                bytes += row.try_get::<&str, _>(0)?.len() + row.try_get::<&[u8], _>(1)?.len();
            }
            Ok(bytes)
        })
    }
}
