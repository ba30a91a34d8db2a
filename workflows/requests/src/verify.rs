//! Records that the identity of the subject was verified (Art. 12(6)).

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

use crate::step::{Said, check_method, check_note, take};
use crate::view::Standing;

/// How the identity was verified.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Identity {
    /// In a word, such as "passport-seen".
    pub(crate) method: String,
    /// Where the evidence is; kept sealed.
    pub(crate) reference: Option<String>,
}

/// Record that the identity was verified.
#[utoipa::path(
    post,
    path = "/v1/requests/{request}/verification",
    operation_id = "verify_request",
    tag = "requests",
    params(("request" = String, Path, format = Uuid, description = "Id of the request")),
    request_body = Identity,
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
    let Identity { method, reference } = sent.parse()?;
    check_method("/method", &method)?;
    reference
        .as_deref()
        .map_or(Ok(()), |text| check_note("/reference", text))?;
    let said = Said {
        method: Some(method),
        note: reference,
    };
    take(session, call, request, RequestEvent::VerifyIdentity, said).await
}
