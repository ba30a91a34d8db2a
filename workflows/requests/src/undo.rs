//! Takes back an erasure before it is done.

use axum::body::Body;
use axum::http::Response;
use domain::request::RequestEvent;
use kit::body::Incoming;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;

use crate::step::take_plainly;
use crate::view::Standing;

/// Take back an erasure that was executed and can still be undone (`undo_until`). Nothing of it was done; its restriction
/// is lifted, and the request can be executed again, refused or withdrawn.
#[utoipa::path(
    post,
    path = "/v1/requests/{request}/undo",
    operation_id = "undo_request",
    tag = "requests",
    params(("request" = String, Path, format = Uuid, description = "Id of the request")),
    responses((status = 200, description = "Undone", body = Standing), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    session: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    take_plainly(session, path, incoming, RequestEvent::Undo).await
}
