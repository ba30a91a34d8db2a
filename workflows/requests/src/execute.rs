//! Carries out a request.

use axum::body::Body;
use axum::http::Response;
use domain::Permission;
use domain::request::{RequestEvent, RequestKind, RequestState};
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Answer, Call, Seen, admit};
use kit::path::Captured;
use kit::problem::Problem;
use serde::Serialize;
use serde_json::Value as Json;
use store::requests::{Evidence, Request, Transition};

use crate::view::{Standing, get};
use crate::{consent, erasure, rectification, restriction};

/// What was done.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Executed {
    #[serde(flatten)]
    standing: Standing,
    /// What was done: names, counts and grounds.
    #[schema(value_type = Option<Object>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<Json>,
}

/// Carry out a request whose identity is verified.
///
/// A request for access or portability can then be answered; an erasure, a rectification and a restriction are done at
/// once, all of it or nothing; an objection restricts until it is decided. Where the tenant's settings give time to undo
/// an erasure, everything of the subject is restricted until `undo_until`, and then erased.
#[utoipa::path(
    post,
    path = "/v1/requests/{request}/execution",
    operation_id = "execute_request",
    tag = "requests",
    params(("request" = String, Path, format = Uuid, description = "Id of the request")),
    responses((status = 200, description = "Done", body = Executed), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::HandleRequests)?;
    caller.require_fresh()?;
    let request = path.get("request")?;
    let sent = incoming.nothing().await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let request = get(&mut db, &caller, request).await?;
    request
        .state
        .apply(RequestEvent::Start)
        .map_err(store::Error::from)?;
    // What lacks a step is refused before anything is prepared; the store refuses it in any case.
    if request.kind != RequestKind::Objection {
        store::requests::check_steps(&mut db, &caller.scope, request.request_id).await?;
    }
    let session = Session { caller, db };
    match request.kind {
        RequestKind::Access | RequestKind::Portability => {
            grant_access(session, call, &request).await
        }
        RequestKind::Rectification => rectification::execute(session, call, &request).await,
        RequestKind::Restriction | RequestKind::Objection => {
            restriction::execute(session, call, &request).await
        }
        RequestKind::ConsentWithdrawal => consent::execute(session, call, &request).await,
        RequestKind::Erasure => erasure::execute(session, call, &request).await,
    }
}

impl Executed {
    /// A request that was completed.
    pub(crate) fn completed(request: &Request, outcome: Option<Json>) -> Self {
        Self::new(request, RequestState::Completed, outcome)
    }

    /// A request that is in this state now.
    pub(crate) fn new(request: &Request, state: RequestState, outcome: Option<Json>) -> Self {
        Self {
            standing: Standing::new(request.request_id, state),
            outcome,
        }
    }
}

/// Lets a request be answered with data. The copy itself is made when it is fetched.
async fn grant_access(
    Session { caller, mut db }: Session,
    call: Call,
    request: &Request,
) -> Result<Response<Body>, Problem> {
    let mut tx = call.begin(&mut db, &caller).await?;
    let (scope, subject) = (&caller.scope, request.subject_id);
    if store::subjects::find(&mut tx, scope, subject)
        .await?
        .is_none()
    {
        return Err(kit::erasure::erased());
    }
    let counts = store::records::count_by_subject(&mut tx, scope, subject).await?;
    let id = request.request_id;
    let step = Transition {
        from: request.state,
        event: RequestEvent::Start,
        at: call.at,
        evidence: Evidence::default(),
    };
    store::requests::transition(&mut tx, scope, &caller.actor, id, &step).await?;
    let outcome = serde_json::json!({ "records": counts });
    store::requests::finish(&mut tx, scope, &caller.actor, id, &outcome, call.at).await?;
    Event::new("request.completed", "request", &id)
        .count("records", counts.values().sum())
        .append(&mut tx, &caller)
        .await?;
    call.finish(tx, &caller, Answer::ok(Executed::completed(request, None)))
        .await
}
