//! Enters a breach into the register.

use axum::body::Body;
use axum::http::Response;
use domain::Permission;
use domain::breach::Breach;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Seen, admit};
use kit::problem::Problem;

use super::check;
use crate::written::{Written, begin};

/// Enter a breach into the register. The clock runs from `aware_at`; what is not known yet comes in phases.
#[utoipa::path(
    post,
    path = "/v1/breaches",
    operation_id = "create_breach",
    tag = "governance",
    request_body(content = Object, description = "What is known (Art. 33(3))", content_type = "application/json"),
    responses((status = 201, description = "Entered", body = Written), kit::openapi::BodyRefusals),
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
    let breach: Breach = sent.parse()?;
    check(&breach, call.at)?;
    begin(session, call, "/v1/breaches", &breach).await
}
