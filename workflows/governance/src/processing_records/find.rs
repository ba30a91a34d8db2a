//! Finds a record of processing.

use axum::Json;
use domain::Permission;
use domain::processing::ProcessingRecord;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;

use crate::organization;
use crate::written::{DocumentView, get, view};

/// Get a record of processing, with what Art. 30 still wants.
#[utoipa::path(
    get,
    path = "/v1/processing-records/{processing-record}",
    operation_id = "get_processing_record",
    tag = "governance",
    params(("processing-record" = String, Path, format = Uuid, description = "Id of the record")),
    responses((status = 200, description = "The record", body = DocumentView), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<Json<DocumentView>, Problem> {
    caller.require(Permission::ReadGovernance)?;
    let id = path.get("processing-record")?;
    let record = get::<ProcessingRecord, _>(&mut db, &caller.scope, id).await?;
    let organization = organization::get(&mut db, &caller.scope).await?;
    let organization = organization.map(|opened| opened.content);
    let missing = record.content.missing(organization.as_ref());
    Ok(Json(view(record, missing)?))
}
