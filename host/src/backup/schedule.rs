//! Makes backups every so often while the application is served.

use std::path::PathBuf;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use store::Sql;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use super::chain::{State, standings};
use super::log::{self, Act};
use super::{Checked, Error, Made, Safe, bury, check, expire, make};
use crate::beside::{Beside, Stopped};

/// How long to wait after a backup that failed.
const AGAIN: Duration = Duration::from_mins(1);

/// How long to wait for somebody else's.
const SOON: Duration = Duration::from_secs(1);

/// How long a backup that is being made holds up the end.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where backups go, and how often.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Their folder.
    pub folder: PathBuf,
    /// How long after one the next is made.
    pub every: SignedDuration,
    /// How long each is kept.
    pub keep: SignedDuration,
    /// Where one is restored to see that it can be.
    pub working: PathBuf,
}

/// A task that makes backups.
pub struct Backups(Beside);

impl Backups {
    /// Starts to make backups over a connection of its own: at once when the last is old enough.
    pub fn start<S: Sql>(
        connect: impl AsyncFn() -> Result<S, store::Error> + Send + 'static,
        safe: Safe,
        plan: Plan,
    ) -> Self {
        Self(Beside::start(move |stopped| {
            watch(connect, safe, plan, stopped)
        }))
    }

    /// Ends. A backup that is being made is not waited for longer than [`PATIENCE`]: it is safe to cut it off.
    pub async fn end(self) {
        let _ = timeout(PATIENCE, self.0.end()).await;
    }
}

async fn watch<S: Sql>(
    connect: impl AsyncFn() -> Result<S, store::Error>,
    safe: Safe,
    plan: Plan,
    mut stopped: Stopped,
) {
    loop {
        let turned = async {
            let mut sql = connect().await?;
            turn(&mut sql, &safe, &plan).await
        };
        let wait = turned.await.unwrap_or_else(|error| match error {
            // Its end is soon, and this one is due.
            Error::Busy => SOON,
            error => {
                tracing::error!(%error, "no backup was made");
                AGAIN
            }
        });
        tokio::select! {
            _ = &mut stopped => return,
            () = sleep(wait) => {}
        }
    }
}

/// Makes a backup if it is time, and tells how long to wait.
async fn turn<S: Sql>(sql: &mut S, safe: &Safe, plan: &Plan) -> Result<Duration, Error> {
    let now = Timestamp::now();
    let (_, lines) = safe.backups(&plan.folder)?;
    let last = standings(&plan.folder, lines);
    let last = last.iter().rfind(|one| matches!(one.state, State::Checked));
    let due = last.and_then(|last| last.at.checked_add(plan.every).ok());
    if let Some(due) = due.filter(|due| *due > now) {
        return Ok(now.duration_until(due).unsigned_abs());
    }
    let (made, checked) = back_up(sql, safe, plan, now).await?;
    match checked {
        Checked::Whole(_) => tracing::info!(
            backup = %made.id, bytes = made.bytes, keys = made.keys, "a backup was made and can be restored"
        ),
        Checked::Failed(error) => {
            tracing::error!(backup = %made.id, %error, "a backup was made and cannot be restored");
            return Ok(AGAIN);
        }
    }
    Ok(plan.every.unsigned_abs())
}

/// Makes a backup, restores it elsewhere, says so in the logs of the tenants, and removes those that are old. Who was
/// forgotten is put into the ledger first, where no program that serves does it.
///
/// # Errors
/// [`Error::Busy`] while another is being made.
pub async fn back_up<S: Sql>(
    sql: &mut S,
    safe: &Safe,
    plan: &Plan,
    now: Timestamp,
) -> Result<(Made, Checked), Error> {
    let locked = safe.lock_soon().await?;
    locked.tidy(&plan.working)?;
    bury(sql, safe, now).await?;
    let mut random = [0; 10];
    getrandom::fill(&mut random).map_err(|_| Error::Entropy)?;
    let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
    let id = uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid();
    let made = make(sql, safe, &plan.folder, id, now).await?;
    let (_, lines) = safe.backups(&plan.folder)?;
    let backup = standings(&plan.folder, lines);
    let backup = backup.into_iter().find(|one| one.made.id == id);
    let backup = backup.ok_or_else(|| Error::NoSuchBackup(format!("the backup {id} is gone")))?;
    let checked = check(safe, &plan.folder, backup, &plan.working, now).await?;
    note(sql, &made, &checked, id, now).await?;
    if matches!(checked, Checked::Whole(_)) {
        for file in expire(safe, &plan.folder, plan.keep, now)? {
            tracing::info!(file, "an old backup was removed");
        }
    }
    Ok((made, checked))
}

/// Says in the logs of the tenants that everything is in a backup which was restored for a test, or that it failed.
async fn note<S: Sql>(
    sql: &mut S,
    made: &Made,
    checked: &Checked,
    id: Uuid,
    at: Timestamp,
) -> Result<(), Error> {
    let action = match checked {
        Checked::Whole(_) => "backup.checked",
        Checked::Failed(_) => "backup.failed",
    };
    let act = Act {
        action,
        object: "backup",
        id: Some(id),
        counts: &[("bytes", made.bytes)],
        at,
    };
    log::append_for_all(sql, act).await
}
