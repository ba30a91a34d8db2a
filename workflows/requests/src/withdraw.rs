//! Records that the subject withdrew a request.

use axum::body::Body;
use axum::http::Response;
use domain::request::RequestEvent;
use kit::body::Incoming;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;

use crate::step::take_plainly;
use crate::view::Standing;

/// Record that a request was withdrawn.
#[utoipa::path(
    post,
    path = "/v1/requests/{request}/withdrawal",
    operation_id = "withdraw_request",
    tag = "requests",
    params(("request" = String, Path, format = Uuid, description = "Id of the request")),
    responses((status = 200, description = "Recorded", body = Standing), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    session: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    take_plainly(session, path, incoming, RequestEvent::Withdraw).await
}
