//! Refuses a request, with the reason that the subject is told (Art. 12(4)).

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
    session: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    let reason = |told: Refusal| told.reason;
    take_with_reason(session, path, incoming, RequestEvent::Refuse, reason).await
}
