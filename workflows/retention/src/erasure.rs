//! Carries out an erasure that cannot be undone any more (Art. 17).

use domain::RequestId;
use domain::request::{RequestEvent, RequestState};
use kit::audit::Event;
use kit::door::Caller;
use kit::erasure::{ATTEMPTS, Prepared};
use kit::problem::Problem;
use store::jobs::{self, Job};
use store::requests::{self, Evidence, Request, Transition};
use store::{Sql, Tx};

use crate::jobs::run::{LEASE, after};

/// Erases the subject of a claimed job's request; tells that the job is ended.
pub(crate) async fn work<S: Sql>(sql: &mut S, caller: &Caller, job: &Job) -> Result<bool, Problem> {
    let scope = &caller.scope;
    let request = request_of(sql, caller, job).await?;
    for _ in 0..ATTEMPTS {
        let prepared = Prepared::make(sql, caller, &request).await?;
        let mut tx = Tx::begin(sql).await?;
        let now = kit::clock::now();
        // Whoever undoes the erasure takes the job away.
        jobs::keep(&mut tx, scope, job, after(now, LEASE)).await?;
        if prepared
            .carry_out(&mut tx, caller, &request, now)
            .await?
            .is_some()
        {
            jobs::finish(&mut tx, scope, job, now).await?;
            tx.commit().await?;
            return Ok(true);
        }
        tx.rollback().await?;
    }
    let cause = "records of the subject were being added";
    Err(Problem::unavailable(cause))
}

/// Gives up an erasure that fails again and again: the request can be executed again, and everything of the subject stays
/// restricted until then.
pub(crate) async fn give_up<S: Sql>(
    tx: &mut Tx<'_, S>,
    caller: &Caller,
    job: &Job,
    failure: &str,
) -> Result<(), Problem> {
    let request = request_of(tx, caller, job).await?;
    if request.state != RequestState::InProgress {
        return Ok(());
    }
    let step = Transition {
        from: request.state,
        event: RequestEvent::Undo,
        at: kit::clock::now(),
        evidence: Evidence {
            method: Some(failure),
            note: None,
        },
    };
    let id = request.request_id;
    requests::transition(tx, &caller.scope, &caller.actor, id, &step).await?;
    Event::new("request.failed", "request", &id)
        .append(tx, caller)
        .await
}

async fn request_of<S: Sql>(sql: &mut S, caller: &Caller, job: &Job) -> Result<Request, Problem> {
    let id = RequestId::from_uuid(*job.job_id.as_uuid());
    let found = requests::find(sql, &caller.scope, id).await?;
    found.ok_or_else(|| Problem::internal("a job without its request"))
}
