//! Finds a record.

use axum::Json;
use domain::RecordId;
use kit::audit::Event;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;
use kit::sight::Sight;
use store::{Processing, Tx};

use crate::shown::Shown;
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
    let name: String = path.get("collection")?;
    let record: RecordId = path.get("record")?;
    let mut tx = Tx::begin(&mut db).await?;
    let sight = Sight::of(&mut tx, &caller).await?;
    sight.require(&name)?;
    let declared = crate::collections::get(&mut tx, &caller.scope, &name).await?;
    let view = sight.view(&declared.collection);
    let find = async |tx: &mut _, processing| {
        store::records::find(tx, &caller.scope, processing, &name, record).await
    };
    if let Some(seen) = view.subjects() {
        // Nor do they learn of its restriction.
        let found = find(&mut tx, Processing::Subject).await?;
        let subject = found.and_then(|row| row.subject_id);
        subject
            .filter(|subject| seen.contains(subject))
            .ok_or_else(|| Problem::not_found("record"))?;
    }
    let found = find(&mut tx, Processing::Any).await?;
    let rows = vec![found.ok_or_else(|| Problem::not_found("record"))?];
    let declarations = declared.collection.into();
    let shown = Shown::of(&mut tx, &caller, &sight, declarations, rows).await?;
    shown
        .counted(Event::new("record.viewed", "record", &record))
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    let record = shown.open(&caller)?.pop();
    Ok(Json(record.ok_or_else(|| Problem::not_found("record"))?))
}
