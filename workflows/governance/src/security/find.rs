//! Finds the report of a security issue.

use axum::Json;
use domain::Permission;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;

use super::SecurityReport;
use crate::written::{DocumentView, get, view};

/// Get the report of a security issue.
#[utoipa::path(
    get,
    path = "/v1/security-reports/{security-report}",
    operation_id = "get_security_report",
    tag = "governance",
    params(("security-report" = String, Path, format = Uuid, description = "Id of the report")),
    responses((status = 200, description = "The report", body = DocumentView), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<Json<DocumentView>, Problem> {
    caller.require(Permission::ReadGovernance)?;
    let id = path.get("security-report")?;
    let report = get::<SecurityReport, _>(&mut db, &caller.scope, id).await?;
    Ok(Json(view(report, Vec::new())?))
}
