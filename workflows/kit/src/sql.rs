//! The store's port over Spin's databases: PostgreSQL where the deployment names one, SQLite otherwise.

mod postgres;
mod sqlite;

use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use store::{Either, Error, Scoped};

use self::postgres::Postgres;
use self::sqlite::Sqlite;

/// The variable with the URL of a PostgreSQL database; empty, the database is SQLite's `default`.
const VARIABLE: &str = "database_url";

/// A connection to the application's database, for one request.
///
/// It ends with the request, and a transaction that was neither committed nor rolled back with it.
pub type Db = Either<Sqlite, Postgres>;

/// The connection that a request opened. A runtime may hand connections to PostgreSQL from one
/// request to the next as they are, so whoever answers the request ends what it left open.
///
/// It holds what ends it and not the connection itself: so a workflow that opens none does not import
/// the interface.
#[derive(Clone, Default)]
pub(crate) struct Opened(Arc<OnceLock<End>>);

type End = Box<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

impl Opened {
    /// Opens the application's database.
    ///
    /// # Errors
    /// When the runtime does not grant it, or the server cannot be reached.
    pub(crate) async fn db(&self) -> Result<Db, Error> {
        let Some(url) = crate::variables::get(VARIABLE).await else {
            return Sqlite::open().await.map(Db::Sqlite);
        };
        let postgres = Postgres::open(url).await?;
        // A request opens one connection.
        let left = postgres.clone();
        self.0
            .get_or_init(move || Box::new(move || Box::pin(left.clone().end())));
        Ok(Db::Postgres(Scoped::new(postgres)))
    }

    /// Ends the transaction that was left open, if one was.
    pub(crate) async fn end(&self) {
        if let Some(end) = self.0.get() {
            end().await;
        }
    }
}
