//! Asks the subject who they are; until that is known the clock stands (Art. 12(6)).

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

/// What the subject is asked.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IdentityQuery {
    /// Why there is doubt, and what would remove it; kept sealed.
    reason: String,
}

/// Record that the subject was asked who they are. The clock of the request stands until the identity is verified.
#[utoipa::path(
    post,
    path = "/v1/requests/{request}/pause",
    operation_id = "pause_request",
    tag = "requests",
    params(("request" = String, Path, format = Uuid, description = "Id of the request")),
    request_body = IdentityQuery,
    responses((status = 200, description = "Recorded", body = Standing), kit::openapi::BodyRefusals),
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
    let IdentityQuery { reason } = sent.parse()?;
    check_note("/reason", &reason)?;
    let said = Said {
        method: None,
        note: Some(reason),
    };
    take(session, call, request, RequestEvent::AskIdentity, said).await
}
