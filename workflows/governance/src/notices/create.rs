//! Renders a notice.

use axum::body::Body;
use axum::http::Response;
use domain::Permission;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Seen, admit};
use kit::problem::Problem;

use super::{NoticeWanted, rendered};
use crate::written::{Written, begin};

/// Render a notice to data subjects (Art. 13 or 14) from the organization and the records of processing.
#[utoipa::path(
    post,
    path = "/v1/notices",
    operation_id = "create_notice",
    tag = "governance",
    request_body = NoticeWanted,
    responses((status = 201, description = "Rendered", body = Written), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    mut session: Session,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    session.caller.require(Permission::ManageGovernance)?;
    let sent = incoming.json().await?;
    let call = match admit(&mut session.db, &session.caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let wanted: NoticeWanted = sent.parse()?;
    let notice = rendered(&mut session.db, &session.caller.scope, wanted).await?;
    begin(session, call, "/v1/notices", &notice).await
}
