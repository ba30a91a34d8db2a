//! Restriction (Art. 18): marks records, so that the store refuses what must not be done with them.

use axum::body::Body;
use axum::http::Response;
use domain::RestrictionId;
use domain::request::{RecordPlace, RequestEvent, RequestKind, RequestState, RestrictionGround};
use jiff::Timestamp;
use kit::audit::Event;
use kit::door::{Caller, Session};
use kit::idempotent::{Answer, Call};
use kit::problem::Problem;
use serde_json::json;
use store::requests::{Evidence, Request, Transition};
use store::restrictions::NewRestriction;
use store::{Sql, Tx};

use crate::content;
use crate::execute::Executed;

/// Restricts what a restriction or an objection is about. A restriction is completed with it; an
/// objection is in progress until it is decided whose grounds go before.
pub(crate) async fn execute(
    Session { caller, mut db }: Session,
    call: Call,
    request: &Request,
) -> Result<Response<Body>, Problem> {
    let content = content::open(&mut db, &caller.scope, request).await?;
    let content = content.ok_or_else(kit::erasure::erased)?;
    let (ground, mut records) = match (content.restriction, content.objection) {
        (Some(restriction), _) => (restriction.ground, restriction.records),
        (None, Some(objection)) => (RestrictionGround::ObjectionPending, objection.records),
        (None, None) => return Err(Problem::internal("a restriction of nothing")),
    };
    records.sort_unstable();
    records.dedup();
    let mut tx = call.begin(&mut db, &caller).await?;
    let id = request.request_id;
    let step = Transition {
        from: request.state,
        event: RequestEvent::Start,
        at: call.at,
        evidence: Evidence::default(),
    };
    store::requests::transition(&mut tx, &caller.scope, &caller.actor, id, &step).await?;
    let restriction = impose(&mut tx, &caller, call.at, request, ground, &records).await?;
    let outcome = json!({
        "restriction_id": restriction,
        "ground": ground,
        "records": (!records.is_empty()).then_some(records.len()),
    });
    let done = if request.kind == RequestKind::Restriction {
        let Caller { scope, actor, .. } = &caller;
        store::requests::finish(&mut tx, scope, actor, id, &outcome, call.at).await?;
        Event::new("request.completed", "request", &id)
            .append(&mut tx, &caller)
            .await?;
        Executed::completed(request, Some(outcome))
    } else {
        Event::new("request.started", "request", &id)
            .append(&mut tx, &caller)
            .await?;
        Executed::new(request, RequestState::InProgress, Some(outcome))
    };
    call.finish(tx, &caller, Answer::ok(done)).await
}

/// Restricts records of the subject of a request.
pub(crate) async fn impose<S: Sql>(
    tx: &mut Tx<'_, S>,
    caller: &Caller,
    at: Timestamp,
    request: &Request,
    ground: RestrictionGround,
    records: &[RecordPlace],
) -> Result<RestrictionId, Problem> {
    let restriction_id = RestrictionId::generate(at, kit::entropy::bytes()?);
    let restriction = NewRestriction {
        restriction_id,
        request_id: request.request_id,
        subject_id: request.subject_id,
        ground,
        records,
        at,
    };
    store::restrictions::create(tx, &caller.scope, &restriction)
        .await
        .map_err(|error| match error {
            store::Error::Missing { .. } => kit::erasure::erased(),
            other => other.into(),
        })?;
    Event::new("restriction.imposed", "restriction", &restriction_id)
        .append(tx, caller)
        .await?;
    Ok(restriction_id)
}
