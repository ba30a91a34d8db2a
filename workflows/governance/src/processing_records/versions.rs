//! Lists the versions of a record of processing.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::Permission;
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::path::Captured;
use kit::problem::Problem;
use kit::query::Query;

use crate::written::{self, DocumentView};
use domain::processing::ProcessingRecord;

/// List the versions of a record of processing by number.
#[utoipa::path(
    get,
    path = "/v1/processing-records/{processing-record}/versions",
    operation_id = "list_processing_record_versions",
    tag = "governance",
    params(("processing-record" = String, Path, format = Uuid, description = "Its id"), PageQuery),
    responses(
        (status = 200, description = "A page", body = Items<DocumentView>),
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
    caller.require(Permission::ReadGovernance)?;
    let id = path.get("processing-record")?;
    let page = query.page()?;
    let versions =
        written::versions::<ProcessingRecord, _>(&mut db, &caller.scope, id, &page).await?;
    Ok(versions.answer(&uri))
}
