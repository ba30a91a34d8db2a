//! Erasure (Art. 17): at once, or when it cannot be undone any more.

use axum::body::Body;
use axum::http::Response;
use domain::request::{RequestEvent, RequestState, RestrictionGround};
use jiff::{SignedDuration, Timestamp};
use kit::audit::Event;
use kit::door::{Caller, Session};
use kit::erasure::{ATTEMPTS, Prepared};
use kit::idempotent::{Answer, Call};
use kit::problem::Problem;
use serde_json::json;
use store::requests::{Evidence, Request, Transition};
use store::{Sql, TenantScope, Tx, jobs, restrictions};

use crate::execute::Executed;
use crate::restriction;

/// Erases the subject of a request, or plans it.
pub(crate) async fn execute(
    Session { caller, mut db }: Session,
    call: Call,
    request: &Request,
) -> Result<Response<Body>, Problem> {
    let until = undo_until(&mut db, &caller.scope, request, call.at).await?;
    if let Some(until) = until {
        return plan(Session { caller, db }, call, request, until).await;
    }
    for _ in 0..ATTEMPTS {
        let prepared = Prepared::make(&mut db, &caller, request).await?;
        let mut tx = call.begin(&mut db, &caller).await?;
        match prepared
            .carry_out(&mut tx, &caller, request, call.at)
            .await?
        {
            Some(outcome) => {
                let done = Executed::completed(request, Some(outcome));
                return call.finish(tx, &caller, Answer::ok(done)).await;
            }
            None => tx.rollback().await?,
        }
    }
    let detail = "records of the subject were being added; nothing was erased, try again";
    Err(Problem::conflict("changed-meanwhile", detail))
}

/// Until when an erasure that is executed now can be undone; none when the tenant wants no such time, or the request is
/// due.
async fn undo_until<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    request: &Request,
    now: Timestamp,
) -> Result<Option<Timestamp>, Problem> {
    let days = store::settings::find(sql, scope).await?.erasure.undo_days;
    let window = SignedDuration::from_hours(24).saturating_mul(i32::try_from(days).unwrap_or(0));
    let until = now.saturating_add(window).unwrap_or(Timestamp::MAX);
    let due = request.deadline.as_ref().and_then(|deadline| deadline.due);
    let until = due.map_or(until, |due| due.at.min(until));
    Ok((until > now).then_some(until))
}

/// Plans the erasure for the time when it cannot be undone any more, and restricts everything until then.
async fn plan(
    Session { caller, mut db }: Session,
    call: Call,
    request: &Request,
    until: Timestamp,
) -> Result<Response<Body>, Problem> {
    let mut tx = call.begin(&mut db, &caller).await?;
    let Caller { scope, actor, .. } = &caller;
    let id = request.request_id;
    let step = Transition {
        from: request.state,
        event: RequestEvent::Start,
        at: call.at,
        evidence: Evidence::default(),
    };
    store::requests::transition(&mut tx, scope, actor, id, &step).await?;
    restrict(&mut tx, &caller, request, call.at).await?;
    jobs::plan_erasure(&mut tx, scope, id, until, call.at).await?;
    Event::new("request.started", "request", &id)
        .append(&mut tx, &caller)
        .await?;
    let outcome = json!({ "undo_until": until });
    let planned = Executed::new(request, RequestState::InProgress, Some(outcome));
    call.finish(tx, &caller, Answer::ok(planned)).await
}

/// Restricts everything of the subject. After an erasure that was given up it is so already.
async fn restrict<S: Sql>(
    tx: &mut Tx<'_, S>,
    caller: &Caller,
    request: &Request,
    at: Timestamp,
) -> Result<(), Problem> {
    let (scope, subject, id) = (&caller.scope, request.subject_id, request.request_id);
    let before = restrictions::find_by_request(tx, scope, subject, id).await?;
    if before.is_some_and(|before| before.lifted_at.is_none()) {
        return Ok(());
    }
    let ground = RestrictionGround::ErasurePending;
    restriction::impose(tx, caller, at, request, ground, &[])
        .await
        .map(drop)
}

/// Takes back an erasure that is planned, and lifts its restriction; tells whether one was planned.
pub(crate) async fn undo<S: Sql>(
    tx: &mut Tx<'_, S>,
    caller: &Caller,
    request: &Request,
    at: Timestamp,
) -> Result<bool, Problem> {
    let (scope, id) = (&caller.scope, request.request_id);
    let was_planned = jobs::drop_erasure(tx, scope, id).await?;
    let ended = restrictions::end_pending_erasure(tx, scope, request.subject_id, id, at).await?;
    if let Some(restriction) = ended {
        Event::new("restriction.lifted", "restriction", &restriction)
            .append(tx, caller)
            .await?;
    }
    Ok(was_planned)
}
