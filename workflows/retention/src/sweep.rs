//! What a sweep does: it goes through the records that may have fallen due, batch by batch. A batch is
//! judged and prepared, and then written in one transaction together with how far the sweep has come,
//! so that whoever goes on after a crash does nothing twice.

mod batch;
mod disposal;
mod log;

use domain::{RecordId, SweepId};
use jiff::{SignedDuration, Timestamp};
use kit::door::Caller;
use kit::problem::Problem;
use store::jobs::Job;
use store::sweeps::{Position, Sweep, SweepState};
use store::{Error, Sql, TenantScope, Tx, jobs, sweeps};

use self::batch::Batch;
use crate::jobs::run::{LEASE, after};
use crate::terms::{Page, Question, Terms};

/// The most records of a batch.
const RECORDS: u32 = 500;
/// How often a batch is prepared when something changes meanwhile.
const ATTEMPTS: usize = 3;

/// Works on the sweep of a claimed job until it is through or the time is over; tells whether it is through.
pub(crate) async fn work<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    job: &mut Job,
    is_over: impl Fn() -> bool,
) -> Result<bool, Problem> {
    let mut sweep = sweep_of(sql, caller, job).await?;
    while sweep.position != Position::End {
        if is_over() {
            let mut tx = Tx::begin(sql).await?;
            jobs::keep(&mut tx, &caller.scope, job, kit::clock::now()).await?;
            tx.commit().await?;
            return Ok(false);
        }
        if sweep.position == Position::Erasures(None) && job.is_daily {
            log::forget(sql, caller, job).await?;
        }
        sweep = step(sql, caller, job, &sweep).await?;
    }
    Ok(true)
}

/// Notes that a sweep was given up with its job.
pub(crate) async fn give_up<S: Sql>(
    tx: &mut Tx<'_, S>,
    caller: &Caller,
    job: &Job,
    failure: &str,
) -> Result<(), Problem> {
    let Some(sweep) = find(tx, &caller.scope, job).await? else {
        return Ok(());
    };
    let failed = Sweep {
        state: SweepState::Failed,
        failure: Some(failure.to_owned()),
        changed_at: kit::clock::now(),
        ..sweep
    };
    Ok(sweeps::advance(tx, &caller.scope, &failed).await?)
}

/// A page of the records of a collection that may have fallen due by a time, judged.
pub(crate) async fn page<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    terms: &Terms,
    collection: &str,
    after: Option<RecordId>,
    question: Question,
) -> Result<Page, Problem> {
    let made_before = terms.rules(collection)?.made_before(question.as_of);
    // The first id of the next millisecond: all that were made by then come before it.
    let next = |at: Timestamp| at.saturating_add(SignedDuration::from_millis(1));
    let before = made_before
        .and_then(|at| next(at).ok())
        .map(|at| RecordId::generate(at, [0; 10]));
    let aged = store::disposal::list_aged(sql, scope, collection, after, before, RECORDS).await?;
    terms
        .judge(sql, scope, collection, aged, None, question)
        .await
}

/// The sweep of a job. A daily job has none yet when it falls due.
async fn sweep_of<S: Sql>(sql: &mut S, caller: &Caller, job: &mut Job) -> Result<Sweep, Problem> {
    let scope = &caller.scope;
    if job.subject.is_none() {
        let now = kit::clock::now();
        let sweep_id = SweepId::generate(now, kit::entropy::bytes()?);
        job.subject = Some(sweep_id.to_string());
        let mut tx = Tx::begin(sql).await?;
        jobs::keep(&mut tx, scope, job, after(now, LEASE)).await?;
        sweeps::create(&mut tx, scope, sweep_id, false, now, now).await?;
        tx.commit().await?;
    }
    let found = find(sql, scope, job).await?;
    found.ok_or_else(|| Problem::internal("a job without its sweep"))
}

async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    job: &Job,
) -> Result<Option<Sweep>, Problem> {
    let id = job.subject.as_deref().and_then(|id| id.parse().ok());
    match id {
        Some(id) => Ok(sweeps::find(sql, scope, id).await?),
        None => Ok(None),
    }
}

/// Does one batch and gives the sweep as it then is.
async fn step<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    job: &Job,
    sweep: &Sweep,
) -> Result<Sweep, Problem> {
    for _ in 0..ATTEMPTS {
        let batch = Batch::prepare(sql, caller, sweep).await?;
        let next = batch.next(sweep);
        let mut tx = Tx::begin(sql).await?;
        let now = kit::clock::now();
        jobs::keep(&mut tx, &caller.scope, job, after(now, LEASE)).await?;
        match batch.write(&mut tx, caller).await {
            Ok(()) => {}
            // What it was prepared for is not so any more.
            Err(Error::Changed { .. } | Error::Missing { .. } | Error::Restricted) => {
                tx.rollback().await?;
                continue;
            }
            Err(error) => return Err(error.into()),
        }
        batch.note(&mut tx, caller, sweep.sweep_id).await?;
        sweeps::advance(&mut tx, &caller.scope, &next).await?;
        if next.position == Position::End {
            if next.has_changed_records() {
                store::disposal::note_residue(&mut tx, &caller.scope).await?;
            }
            jobs::finish(&mut tx, &caller.scope, job, now).await?;
        }
        tx.commit().await?;
        return Ok(next);
    }
    Err(Problem::unavailable(
        "records and terms changed under a sweep",
    ))
}
