//! Finds a record.

use axum::Json;
use domain::{Permission, RecordId};
use kit::audit::Event;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;
use kit::reading::Reading;
use store::{Processing, Tx};

use crate::view::RecordView;

/// Get a record, opened. The view is in the audit log.
#[utoipa::path(
    get,
    path = "/v1/collections/{collection}/records/{record}",
    operation_id = "get_record",
    tag = "records",
    params(
        ("collection" = String, Path, description = "Name of the collection"),
        ("record" = String, Path, format = Uuid, description = "Id of the record"),
        ("lethe-purpose" = Option<String>, Header, description = "What the call is for; it then sees only what is processed for that, and agreed to"),
    ),
    responses((status = 200, description = "The record", body = RecordView), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<Json<RecordView>, Problem> {
    caller.require(Permission::ReadRecords)?;
    let name: String = path.get("collection")?;
    let record: RecordId = path.get("record")?;
    let mut tx = Tx::begin(&mut db).await?;
    let declared = crate::collections::get(&mut tx, &caller.scope, &name).await?;
    let found =
        store::records::find(&mut tx, &caller.scope, Processing::Any, &name, record).await?;
    let rows = vec![found.ok_or_else(|| Problem::not_found("record"))?];
    let reading = Reading::of(&mut tx, &caller, declared.collection.into(), rows).await?;
    Event::new("record.viewed", "record", &record)
        .count("records", reading.count())
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    let record = reading.open(&caller)?.pop();
    let record = record.ok_or_else(|| Problem::not_found("record"))?;
    Ok(Json(record.into()))
}
