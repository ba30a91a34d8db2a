//! Works jobs off.

use axum::Json;
use jiff::{SignedDuration, Timestamp};
use kit::clock::Stopwatch;
use kit::door::{Caller, Worker};
use kit::problem::Problem;
use serde::Serialize;
use store::jobs::{self, Job, JobKind};
use store::{Error, Sql, Tx};

use crate::{erasure, offboarding, sweep};

/// How long a call works: Spin and the host end a request after 30 seconds, and the batch that is begun must be done.
const BUDGET_MICROSECONDS: u64 = 15_000_000;
/// How long a claim lasts without a batch: longer than a request can.
pub(crate) const LEASE: SignedDuration = SignedDuration::from_secs(45);
/// How often a job is tried that does not come further.
const ATTEMPTS: u32 = 5;
/// After how long it is tried again; twice as long after each attempt.
const PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// What was done.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Worked {
    /// How many jobs were done, or given up.
    ended: u32,
    /// Whether more are due.
    more: bool,
}

/// Work off jobs that are due, of every tenant, for at most 15 seconds. To be called every minute; `lethe serve` does
/// it by itself. Any number of callers can do so at once.
#[utoipa::path(
    post,
    path = "/internal/jobs/run",
    operation_id = "run_jobs",
    tag = "internal",
    responses((status = 200, description = "Worked", body = Worked), kit::openapi::Refusals),
    security(("jobs" = [])),
)]
pub(crate) async fn handler(mut worker: Worker) -> Result<Json<Worked>, Problem> {
    let stopwatch = Stopwatch::start();
    let mut ended = 0;
    while stopwatch.microseconds() < BUDGET_MICROSECONDS {
        let Some(caller) = worker.next(kit::clock::now()).await? else {
            return Ok(Json(Worked { ended, more: false }));
        };
        let Some(job) = claim(&mut worker.db, &caller).await? else {
            continue;
        };
        let is_over = || stopwatch.microseconds() >= BUDGET_MICROSECONDS;
        if work(&mut worker.db, &caller, job, is_over).await? {
            ended += 1;
        }
    }
    Ok(Json(Worked { ended, more: true }))
}

/// Claims the tenant's job that is due; none when somebody else was faster.
async fn claim<S: Sql>(sql: &mut S, caller: &Caller) -> Result<Option<Job>, Problem> {
    let now = kit::clock::now();
    let mut tx = Tx::begin(sql).await?;
    let Some(job) = jobs::due(&mut tx, &caller.scope, now).await? else {
        tx.rollback().await?;
        return Ok(None);
    };
    match jobs::claim(&mut tx, &caller.scope, job, after(now, LEASE)).await {
        Ok(job) => {
            tx.commit().await?;
            Ok(Some(job))
        }
        Err(Error::Changed { .. }) => {
            tx.rollback().await?;
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Works on a claimed job until it ends, fails, or the time is over; tells whether it ended.
async fn work<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    mut job: Job,
    is_over: impl Fn() -> bool,
) -> Result<bool, Problem> {
    if job.attempts > ATTEMPTS && job.kind != JobKind::Offboarding {
        // Whoever claimed it did not live to tell.
        return fail(sql, caller, &job, "worker-lost").await;
    }
    let done = match job.kind {
        JobKind::RetentionSweep => sweep::work(sql, caller, &mut job, is_over).await,
        JobKind::Offboarding => offboarding::delete::work(sql, caller, &job, is_over).await,
        JobKind::Erasure => erasure::work(sql, caller, &job).await,
    };
    match done {
        Ok(is_ended) => Ok(is_ended),
        // Somebody else has it now; the transaction in which that was found out ends.
        Err(problem) if problem.code() == "changed-meanwhile" => {
            let _ = sql.rollback().await;
            Ok(false)
        }
        Err(problem) => {
            problem.log(&caller.trace);
            fail(sql, caller, &job, problem.code()).await
        }
    }
}

/// Notes that a job failed; tells whether it was given up.
async fn fail<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    job: &Job,
    failure: &str,
) -> Result<bool, Problem> {
    // A deletion that has begun is never given up.
    let is_dead = job.attempts >= ATTEMPTS && job.kind != JobKind::Offboarding;
    let pause = PAUSE.saturating_mul(1 << job.attempts.min(ATTEMPTS));
    let again = (!is_dead).then(|| after(kit::clock::now(), pause));
    let _ = sql.rollback().await;
    let mut tx = Tx::begin(sql).await?;
    jobs::fail(&mut tx, &caller.scope, job, failure, again).await?;
    match job.kind {
        JobKind::RetentionSweep if is_dead => {
            sweep::give_up(&mut tx, caller, job, failure).await?;
        }
        JobKind::Erasure if is_dead => erasure::give_up(&mut tx, caller, job, failure).await?,
        _ => {}
    }
    tx.commit().await?;
    Ok(is_dead)
}

/// A time after another one.
pub(crate) fn after(at: Timestamp, duration: SignedDuration) -> Timestamp {
    at.saturating_add(duration).unwrap_or(Timestamp::MAX)
}
