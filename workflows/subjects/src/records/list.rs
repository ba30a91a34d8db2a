//! Lists the records of a collection.

use axum::body::Body;
use axum::http::{Response, Uri};
use kit::audit::Event;
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::path::Captured;
use kit::problem::Problem;
use kit::query::Query;
use kit::sight::Sight;
use store::Tx;

use crate::shown::Shown;
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
    let name: String = path.get("collection")?;
    let page = query.page()?;
    let mut tx = Tx::begin(&mut db).await?;
    let sight = Sight::of(&mut tx, &caller).await?;
    sight.require(&name)?;
    let declared = crate::collections::get(&mut tx, &caller.scope, &name).await?;
    let collection = declared.collection;
    let (rows, next) = match sight.view(&collection).subjects() {
        None => store::records::list(&mut tx, &caller.scope, &name, &page).await?,
        Some(these) => {
            let scope = &caller.scope;
            store::records::list_of_subjects(&mut tx, scope, &name, &these, &page).await?
        }
    };
    let shown = Shown::of(&mut tx, &caller, &sight, collection.into(), rows).await?;
    shown
        .counted(Event::new("records.viewed", "collection", &name))
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    let records = shown.open(&caller)?;
    Ok(Items::<RecordView>::new((records, next)).answer(&uri))
}
