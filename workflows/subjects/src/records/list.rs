//! Lists the records of a collection.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::Permission;
use kit::audit::Event;
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::path::Captured;
use kit::problem::Problem;
use kit::query::Query;
use kit::reading::Reading;
use store::Tx;

use crate::view::RecordView;

/// List the records of a collection, opened, without those that are restricted. The view is in the audit log.
#[utoipa::path(
    get,
    path = "/v1/collections/{collection}/records",
    operation_id = "list_records",
    tag = "records",
    params(
        ("collection" = String, Path, description = "Name of the collection"),
        ("lethe-purpose" = Option<String>, Header, description = "What the call is for; it then sees only what is processed for that, and agreed to"),
        PageQuery,
    ),
    responses(
        (status = 200, description = "A page", body = Items<RecordView>),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    Query(query): Query<PageQuery>,
    uri: Uri,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ReadRecords)?;
    let name: String = path.get("collection")?;
    let page = query.page()?;
    let mut tx = Tx::begin(&mut db).await?;
    let declared = crate::collections::get(&mut tx, &caller.scope, &name).await?;
    let (rows, next) = store::records::list(&mut tx, &caller.scope, &name, &page).await?;
    let reading = Reading::of(&mut tx, &caller, declared.collection.into(), rows).await?;
    Event::new("records.viewed", "collection", &name)
        .count("records", reading.count())
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    let records = reading.open(&caller)?;
    Ok(Items::<RecordView>::new((records, next)).answer(&uri))
}
