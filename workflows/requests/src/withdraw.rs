//! Records that the subject withdrew a request.

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
    take(
        session,
        call,
        request,
        RequestEvent::Withdraw,
        Said::default(),
    )
    .await
}
