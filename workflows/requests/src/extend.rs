//! Extends the period of a request by two months (Art. 12(3)).

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
    session: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    let reason = |told: Extension| told.reason;
    take_with_reason(session, path, incoming, RequestEvent::Extend, reason).await
}
