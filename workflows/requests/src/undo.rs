//! Takes back an erasure before it is done.

use axum::body::Body;
use axum::http::Response;
use domain::Permission;
use domain::request::RequestEvent;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Seen, admit};
use kit::path::Captured;
use kit::problem::Problem;

use crate::step::{Said, take};
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
    mut session: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    session.caller.require(Permission::HandleRequests)?;
    let request = path.get("request")?;
    let sent = incoming.nothing().await?;
    let call = match admit(&mut session.db, &session.caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let said = Said::default();
    take(session, call, request, RequestEvent::Undo, said).await
}
