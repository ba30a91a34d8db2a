//! Rewrites the database soon after an erasure, so that no piece of it stays between the rows.

use std::{path::PathBuf, time::Duration};

use store::{residue, sqlx::SqliteSql};
use tokio::time::sleep;

use crate::beside::{Beside, Stopped};

/// How often the database is asked whether subjects were erased.
const INTERVAL: Duration = Duration::from_secs(1);

/// A task that watches the database.
pub(super) struct Scrubber(Beside);

impl Scrubber {
    /// Starts to watch; what the last process left behind is seen to first.
    pub(super) fn start(database: PathBuf) -> Self {
        Self(Beside::start(|stopped| watch(database, stopped)))
    }

    /// Sees to what is left, and ends.
    pub(super) async fn end(self) {
        self.0.end().await;
    }
}

async fn watch(database: PathBuf, mut stopped: Stopped) {
    let mut sql = match SqliteSql::open(&database).await {
        Ok(sql) => sql,
        Err(error) => return tracing::error!(%error, "erasures are not seen to"),
    };
    loop {
        scrub(&mut sql).await;
        tokio::select! {
            _ = &mut stopped => break,
            () = sleep(INTERVAL) => {}
        }
    }
    scrub(&mut sql).await;
}

async fn scrub(sql: &mut SqliteSql) {
    match residue::scrub(sql).await {
        Ok(true) => tracing::info!("the database was rewritten after erasures"),
        // Nothing is left, or somebody writes or reads and it is tried again.
        Ok(false) | Err(store::Error::Busy) => {}
        Err(error) => tracing::warn!(%error, "the database could not be rewritten after erasures"),
    }
}
