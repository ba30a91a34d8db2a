//! Extends the period of a request by two months (Art. 12(3)).

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

/// Why the period is extended.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Extension {
    /// What the subject is told: how complex it is, or how many requests there are; kept sealed.
    reason: String,
}

/// Extend the period, once and within its first month, and record what the subject is told.
#[utoipa::path(
    post,
    path = "/v1/requests/{request}/extension",
    operation_id = "extend_request",
    tag = "requests",
    params(("request" = String, Path, format = Uuid, description = "Id of the request")),
    request_body = Extension,
    responses((status = 200, description = "Extended", body = Standing), kit::openapi::BodyRefusals),
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
    let Extension { reason } = sent.parse()?;
    check_note("/reason", &reason)?;
    let said = Said {
        method: None,
        note: Some(reason),
    };
    take(session, call, request, RequestEvent::Extend, said).await
}
