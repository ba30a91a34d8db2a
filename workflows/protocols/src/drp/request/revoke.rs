//! Takes a request back (2.04).

use axum::Json;
use axum::http::StatusCode;
use domain::request::{RequestEvent, RequestState};
use kit::audit::Event;
use kit::body::Incoming;
use kit::path::Captured;
use serde::Deserialize;
use store::Tx;
use store::requests::{Evidence, Transition};

use super::get;
use crate::drp::message;
use crate::drp::refusal::Refusal;
use crate::drp::session::AgentSession;
use crate::drp::status::{StatusView, status};

/// What is signed.
#[derive(Deserialize)]
struct Revocation {
    /// Why, in the words of the subject. It is not kept: nothing depends on it.
    #[serde(default, rename = "reason")]
    _reason: Option<String>,
}

/// Withdraws a request that nothing was done for yet. The message says nothing but why, so the same one may come for
/// several requests, and again: the token tells who sends it.
pub(in crate::drp) async fn handler(
    session: AgentSession,
    path: Captured,
    incoming: Incoming,
) -> Result<Json<StatusView>, Refusal> {
    let AgentSession {
        caller,
        mut db,
        agent,
        ..
    } = session;
    let sent = message::read(incoming).await?;
    let text = message::open(&agent, &sent)?;
    let form = |_| Refusal::fatal(StatusCode::BAD_REQUEST, "the message must be a JSON object");
    let _: Revocation = serde_json::from_slice(&text).map_err(form)?;
    let id: String = path.get("request")?;
    let mut tx = Tx::begin(&mut db).await?;
    let scope = &caller.scope;
    let request = get(&mut tx, &caller, &agent, &id).await?;
    let ended = || {
        Refusal::fatal(
            StatusCode::CONFLICT,
            "the request cannot be revoked any more",
        )
    };
    let request_id = request.request_id.ok_or_else(ended)?;
    let filed = store::requests::find(&mut tx, scope, request_id).await?;
    let filed = filed.ok_or_else(ended)?;
    if filed.state != RequestState::Withdrawn {
        let event = RequestEvent::Withdraw;
        filed.state.apply(event).map_err(|_| ended())?;
        let step = Transition {
            from: filed.state,
            event,
            at: kit::clock::now(),
            evidence: Evidence::default(),
        };
        store::requests::transition(&mut tx, scope, &caller.actor, request_id, &step).await?;
        Event::new("request.withdrawn", "request", &request_id)
            .append(&mut tx, &caller)
            .await?;
    }
    let view = status(&mut tx, scope, request).await?;
    tx.commit().await?;
    Ok(Json(view))
}
