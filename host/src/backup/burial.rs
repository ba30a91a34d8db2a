//! Puts who was forgotten into the ledger, soon after it happened.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use ledger::Ledger;
use store::tombstones::{self, Tombstone};
use store::{Dialect, Sql};
use tokio::time::sleep;

use super::{Buried, Error, Safe, keys};
use crate::beside::{Beside, Stopped};

/// How often the database is asked whether somebody was forgotten.
const INTERVAL: Duration = Duration::from_secs(1);

/// How many are written at once.
const BATCH: u32 = 1_000;

/// A task that watches the database.
pub struct Burier(Beside);

impl Burier {
    /// Starts to watch over a connection of its own; what the last process left behind is seen to first. `working` is the
    /// folder in which backups are restored for a test.
    pub fn start<S: Sql>(
        connect: impl AsyncFn() -> Result<S, store::Error> + Send + 'static,
        safe: Safe,
        working: PathBuf,
    ) -> Self {
        Self(Beside::start(move |stopped| {
            watch(connect, safe, working, stopped)
        }))
    }

    /// Sees to what is left, and ends.
    pub async fn end(self) {
        self.0.end().await;
    }
}

async fn watch<S: Sql>(
    connect: impl AsyncFn() -> Result<S, store::Error>,
    safe: Safe,
    working: PathBuf,
    mut stopped: Stopped,
) {
    let (mut connection, mut ledger) = (None, None);
    let mut is_last = false;
    loop {
        if connection.is_none() {
            match connect().await {
                Ok(sql) => connection = Some(sql),
                Err(error) => {
                    tracing::error!(%error, "the database cannot be asked who was forgotten");
                }
            }
        }
        if let Some(sql) = &mut connection
            && !see_to(sql, &safe, &mut ledger).await
        {
            (connection, ledger) = (None, None);
        }
        if let Err(error) = tidy(&safe, &working) {
            tracing::error!(%error, "what a backup left behind cannot be removed");
        }
        if is_last {
            return;
        }
        tokio::select! {
            _ = &mut stopped => is_last = true,
            () = sleep(INTERVAL) => {}
        }
    }
}

/// Tells whether connection and ledger can be used again.
async fn see_to<S: Sql>(sql: &mut S, safe: &Safe, ledger: &mut Option<Ledger<Buried>>) -> bool {
    match bury_with(sql, safe, ledger, Timestamp::now()).await {
        Ok(0) | Err(Error::Store(store::Error::Busy)) => true,
        Ok(count) => {
            tracing::info!(count, "the ledger has who was forgotten");
            true
        }
        Err(error) => {
            tracing::error!(%error, "who was forgotten is not in the ledger yet");
            false
        }
    }
}

/// Removes what a backup leaves behind that was cut off: the keys of somebody who is forgotten later would stay in it.
fn tidy(safe: &Safe, working: &Path) -> Result<(), Error> {
    match safe.lock() {
        Ok(locked) => locked.tidy(working),
        // What there is belongs to a backup that is being made.
        Err(Error::Busy) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Writes all tombstones that wait into the ledger, deletes the keys of the forgotten from the safe, and gives their
/// number.
///
/// # Errors
/// They go on waiting.
pub async fn bury<S: Sql>(sql: &mut S, safe: &Safe, now: Timestamp) -> Result<usize, Error> {
    bury_with(sql, safe, &mut None, now).await
}

async fn bury_with<S: Sql>(
    sql: &mut S,
    safe: &Safe,
    open: &mut Option<Ledger<Buried>>,
    now: Timestamp,
) -> Result<usize, Error> {
    let buried = bury_waiting(sql, safe, open, now).await;
    if sql.dialect() == Dialect::Postgres {
        // Reading has begun a transaction there, which must not stay open.
        let _ = sql.rollback().await;
    }
    buried
}

async fn bury_waiting<S: Sql>(
    sql: &mut S,
    safe: &Safe,
    open: &mut Option<Ledger<Buried>>,
    now: Timestamp,
) -> Result<usize, Error> {
    let mut count = 0;
    loop {
        let waiting = tombstones::waiting(sql, BATCH).await?;
        if waiting.is_empty() {
            return Ok(count);
        }
        // It is read once: it grows for ever.
        let ledger = match open {
            Some(ledger) => ledger,
            None => open.insert(safe.tombstones()?.0),
        };
        let all: Vec<Tombstone> = waiting.iter().map(|(_, tombstone)| *tombstone).collect();
        let entries: Vec<Buried> = all.iter().copied().map(Buried::from).collect();
        ledger.append(&entries, now)?;
        // No new copy of the keys is put in place meanwhile.
        let held = ledger.hold()?;
        keys::forget(&safe.keys(), &all).await?;
        drop(held);
        for of_one in waiting.chunk_by(|(one, _), (other, _)| one == other) {
            if let Some((tenant, _)) = of_one.first() {
                let tombstones: Vec<_> = of_one.iter().map(|(_, one)| *one).collect();
                tombstones::settle(sql, *tenant, &tombstones).await?;
            }
        }
        count += waiting.len();
    }
}
