//! What a promise needs of a database.

use store::{Sql, migrations};

use crate::arrange::at;
use crate::strict::Strict;

/// A database of its own for one test.
pub(crate) trait Backend: Sized {
    /// A connection to it.
    type Sql: Sql;

    /// Makes an empty database.
    async fn empty() -> Self;

    /// Connects to it.
    async fn connect(&self) -> Self::Sql;

    /// Makes a database with all tables.
    async fn fresh() -> Self {
        let backend = Self::empty().await;
        migrations::apply(&mut backend.connect().await, at(0))
            .await
            .unwrap();
        backend
    }

    /// Connects, and checks every statement.
    async fn strict(&self) -> Strict<Self::Sql> {
        Strict::new(self.connect().await)
    }
}
