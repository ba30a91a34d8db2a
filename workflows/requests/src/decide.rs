//! Decides an objection: whose grounds go before (Art. 21(1)).

use axum::body::Body;
use axum::http::Response;
use domain::request::{RequestEvent, RequestKind, RequestState};
use domain::{Permission, RequestId};
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::{Caller, Session};
use kit::idempotent::{Answer, Call, Seen, admit};
use kit::notes;
use kit::path::Captured;
use kit::problem::{Place, Problem};
use serde::Deserialize;
use serde_json::json;
use store::requests::{Evidence, NewRequest, Request, Transition};
use store::{Sql, Tx};

use crate::content;
use crate::execute::Executed;
use crate::restrictions::seal_notice;
use crate::step::{check_note, place};
use crate::view::get;

/// How an objection is decided.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decision {
    /// Whether the subject's grounds go before the controller's.
    upheld: bool,
    /// Of an objection that is not upheld: what the subject is told; kept sealed.
    reason: Option<String>,
}

/// Decide an objection.
///
/// One that is upheld is completed, and a request for erasure is filed for it (Art. 17(1)(c)); what was restricted stays
/// so until then. One that is not is refused, and the subject told that the restriction will be lifted (Art. 18(3)).
#[utoipa::path(
    post,
    path = "/v1/requests/{request}/decision",
    operation_id = "decide_objection",
    tag = "requests",
    params(("request" = String, Path, format = Uuid, description = "Id of the request")),
    request_body = Decision,
    responses((status = 200, description = "Decided", body = Executed), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::HandleRequests)?;
    let request = path.get("request")?;
    let sent = incoming.json().await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let Decision { upheld, reason } = sent.parse()?;
    if upheld == reason.is_some() {
        let message = "an objection that is not upheld needs a reason, and only that";
        return Err(Problem::invalid(
            "the decision is incomplete",
            vec![Place::pointer("/reason", message)],
        ));
    }
    reason
        .as_deref()
        .map_or(Ok(()), |reason| check_note("/reason", reason))?;
    let mut tx = call.begin(&mut db, &caller).await?;
    let request = get(&mut tx, &caller, request).await?;
    if request.kind != RequestKind::Objection {
        return Err(Problem::conflict(
            "wrong-kind",
            "only an objection is decided",
        ));
    }
    if request.state != RequestState::InProgress {
        let detail = "only an objection that is in progress is decided";
        return Err(Problem::conflict("wrong-state", detail));
    }
    let done = match reason {
        None => uphold(&mut tx, &caller, &call, &request).await?,
        Some(reason) => decline(&mut tx, &caller, &call, &request, &reason).await?,
    };
    call.finish(tx, &caller, Answer::ok(done)).await
}

/// Completes the objection and files the erasure that follows from it, of a subject who is known.
async fn uphold<S: Sql>(
    tx: &mut Tx<'_, S>,
    caller: &Caller,
    call: &Call,
    request: &Request,
) -> Result<Executed, Problem> {
    let Caller { scope, actor, .. } = caller;
    let erasure = RequestId::generate(call.at, kit::entropy::bytes()?);
    let template = store::templates::find(tx, scope, RequestKind::Erasure).await?;
    let filed = NewRequest {
        request_id: erasure,
        kind: RequestKind::Erasure,
        subject_id: request.subject_id,
        received_at: call.at,
        due: kit::filing::due(tx, scope, call.at).await?,
        template: &template,
        content: None,
    };
    store::requests::create(tx, scope, actor, &filed).await?;
    let known = Transition {
        from: RequestState::Received,
        event: RequestEvent::VerifyIdentity,
        at: call.at,
        evidence: Evidence {
            method: Some("known-from-objection"),
            note: None,
        },
    };
    store::requests::transition(tx, scope, actor, erasure, &known).await?;
    let outcome = json!({ "upheld": true, "erasure_request_id": erasure });
    let id = request.request_id;
    store::requests::finish(tx, scope, actor, id, &outcome, call.at).await?;
    for (action, id) in [
        ("request.completed", id),
        ("request.received", erasure),
        ("request.verified", erasure),
    ] {
        Event::new(action, "request", &id)
            .append(tx, caller)
            .await?;
    }
    Ok(Executed::completed(request, Some(outcome)))
}

/// Refuses the objection, and tells the subject that the restriction will be lifted.
async fn decline<S: Sql>(
    tx: &mut Tx<'_, S>,
    caller: &Caller,
    call: &Call,
    request: &Request,
    reason: &str,
) -> Result<Executed, Problem> {
    let Caller { scope, actor, .. } = caller;
    let (id, subject) = (request.request_id, request.subject_id);
    let objection = content::open(tx, scope, request).await?;
    let objection = objection.and_then(|content| content.objection);
    let objection = objection.ok_or_else(kit::erasure::erased)?;
    if !objection.ground.may_be_declined() {
        let detail = "an objection to direct marketing is always upheld (Art. 21(3))";
        return Err(Problem::conflict("absolute-objection", detail));
    }
    let event = RequestEvent::Refuse;
    let note = notes::seal(tx, scope, &place(request, event.as_str()), reason).await?;
    let step = Transition {
        from: request.state,
        event,
        at: call.at,
        evidence: Evidence {
            method: None,
            note: Some(&note),
        },
    };
    let state = store::requests::transition(tx, scope, actor, id, &step).await?;
    let found = store::restrictions::find_by_request(tx, scope, subject, id).await?;
    let found = found.ok_or_else(|| Problem::internal("an objection without restriction"))?;
    let notice = seal_notice(tx, scope, &found, reason).await?;
    let restriction = found.restriction_id;
    if found.told_at.is_none() && found.lifted_at.is_none() {
        store::restrictions::tell(tx, scope, restriction, &notice, call.at).await?;
    }
    Event::new("request.refused", "request", &id)
        .append(tx, caller)
        .await?;
    Event::new("restriction.told", "restriction", &restriction)
        .append(tx, caller)
        .await?;
    let outcome = json!({ "upheld": false, "restriction_id": restriction });
    Ok(Executed::new(request, state, Some(outcome)))
}
