//! Writes a record of processing.

use axum::body::Body;
use axum::http::Response;
use domain::Permission;
use domain::processing::Entry;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Seen, admit};
use kit::problem::Problem;

use super::complete;
use crate::written::{Written, begin};

/// Write a record of processing. Purposes, data categories and retention follow from the collections that it names;
/// the rest is written by hand. `missing` of the record says what Art. 30 still wants.
#[utoipa::path(
    post,
    path = "/v1/processing-records",
    operation_id = "create_processing_record",
    tag = "governance",
    request_body(content = Object, description = "What is written by hand", content_type = "application/json"),
    responses((status = 201, description = "Written", body = Written), kit::openapi::BodyRefusals),
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
    let entry: Entry = sent.parse()?;
    let record = complete(&mut session.db, &session.caller.scope, entry).await?;
    begin(session, call, "/v1/processing-records", &record).await
}
