//! Asks the subject who they are; until that is known the clock stands (Art. 12(6)).

use axum::body::Body;
use axum::http::Response;
use domain::request::RequestEvent;
use kit::body::Incoming;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;
use serde::Deserialize;

use crate::step::take_with_reason;
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
    session: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    let reason = |told: IdentityQuery| told.reason;
    take_with_reason(session, path, incoming, RequestEvent::AskIdentity, reason).await
}
