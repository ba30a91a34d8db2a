//! Puts who was forgotten into the ledger, soon after it happened.

use std::time::Duration;

use jiff::Timestamp;
use ledger::Ledger;
use store::tombstones::{self, Tombstone};
use store::{Dialect, Sql};
use tokio::{sync::oneshot, task::JoinHandle, time::sleep};

use super::{Buried, Error, Safe, keys};

/// How often the database is asked whether somebody was forgotten.
const INTERVAL: Duration = Duration::from_secs(1);

/// How many are written at once.
const BATCH: u32 = 1_000;

/// A task that watches the database.
pub struct Burier {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Burier {
    /// Starts to watch over a connection of its own; what the last process left behind is seen to first.
    pub fn start<S: Sql>(
        connect: impl AsyncFn() -> Result<S, store::Error> + Send + 'static,
        safe: Safe,
    ) -> Self {
        let (stop, stopped) = oneshot::channel();
        let handle = tokio::runtime::Handle::current();
        Self {
            stop,
            // Waiting for disks must not hold up requests.
            task: tokio::task::spawn_blocking(move || {
                handle.block_on(watch(connect, safe, stopped));
            }),
        }
    }

    /// Sees to what is left, and ends.
    pub async fn end(self) {
        // A task that has ended is not told; it has logged why.
        let _ = self.stop.send(());
        let _ = self.task.await;
    }
}

async fn watch<S: Sql>(
    connect: impl AsyncFn() -> Result<S, store::Error>,
    safe: Safe,
    mut stopped: oneshot::Receiver<()>,
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
    let buried = bury(sql, safe, ledger, Timestamp::now()).await;
    if sql.dialect() == Dialect::Postgres {
        // Reading has begun a transaction there, which must not stay open.
        let _ = sql.rollback().await;
    }
    match buried {
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

/// Writes all tombstones that wait into the ledger, deletes the keys of the forgotten from the safe, and gives their
/// number.
async fn bury<S: Sql>(
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
