//! Writes a new version of a record of processing.

use axum::Json;
use domain::Permission;
use domain::processing::{Entry, ProcessingRecord};
use kit::body::Incoming;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;
use store::Tx;

use super::complete;
use crate::written::{Written, get, rewrite};

/// Write a new version of a record of processing, by the declarations of now. Older versions are kept.
#[utoipa::path(
    put,
    path = "/v1/processing-records/{processing-record}",
    operation_id = "replace_processing_record",
    tag = "governance",
    params(("processing-record" = String, Path, format = Uuid, description = "Id of the record")),
    request_body(content = Object, description = "What is written by hand", content_type = "application/json"),
    responses((status = 200, description = "Written", body = Written), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Json<Written>, Problem> {
    caller.require(Permission::ManageGovernance)?;
    let id = path.get("processing-record")?;
    let entry: Entry = incoming.json().await?.parse()?;
    // First: another tenant's record is not there, whatever this tenant has declared.
    get::<ProcessingRecord, _>(&mut db, &caller.scope, id).await?;
    let record = complete(&mut db, &caller.scope, entry).await?;
    let tx = Tx::begin(&mut db).await?;
    Ok(Json(rewrite(tx, &caller, id, &record).await?))
}
