//! Takes the report of a security issue.

use axum::body::Body;
use axum::http::Response;
use domain::Permission;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Seen, admit};
use kit::problem::Problem;
use kit::words::{PROSE_LIMIT, check_prose};

use super::SecurityReport;
use crate::written::{Written, begin};

/// Report a security issue. Every role may; only those who see breaches see the reports.
#[utoipa::path(
    post,
    path = "/v1/security-reports",
    operation_id = "report_security_issue",
    tag = "governance",
    request_body = SecurityReport,
    responses((status = 201, description = "Taken", body = Written), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    mut session: Session,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    session.caller.require(Permission::ReportSecurity)?;
    let sent = incoming.json().await?;
    let call = match admit(&mut session.db, &session.caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let report: SecurityReport = sent.parse()?;
    for (pointer, text) in [
        ("/url", &report.url),
        ("/reporter", &report.reporter),
        ("/affected_information", &report.affected_information),
        ("/device", &report.device),
        ("/reproduction", &report.reproduction),
    ] {
        check_prose(pointer, text, PROSE_LIMIT)?;
    }
    begin(session, call, "/v1/security-reports", &report).await
}
