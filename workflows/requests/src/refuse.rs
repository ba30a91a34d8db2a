//! Refuses a request, with the reason that the subject is told (Art. 12(4)).

use axum::body::Body;
use axum::http::Response;
use domain::Permission;
use domain::request::RequestEvent;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Seen, admit};
use kit::path::Captured;
use kit::problem::Problem;
use serde::Deserialize;

use crate::step::{Said, check_note, take};
use crate::view::Standing;

/// Why a request is refused.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refusal {
    /// What the subject is told; kept sealed.
    reason: String,
}

/// Refuse a request. The answer names what the subject can do, which the subject must be told (Art. 12(4)).
#[utoipa::path(
    post,
    path = "/v1/requests/{request}/refusal",
    operation_id = "refuse_request",
    tag = "requests",
    params(("request" = String, Path, format = Uuid, description = "Id of the request")),
    request_body = Refusal,
    responses((status = 200, description = "Refused", body = Standing), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    mut session: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    session.caller.require(Permission::HandleRequests)?;
    let request = path.get("request")?;
    let sent = incoming.json().await?;
    let call = match admit(&mut session.db, &session.caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let Refusal { reason } = sent.parse()?;
    check_note("/reason", &reason)?;
    let said = Said {
        method: None,
        note: Some(reason),
    };
    take(session, call, request, RequestEvent::Refuse, said).await
}
