//! Lists records of processing.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::Permission;
use domain::processing::ProcessingRecord;
use kit::documents;
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::problem::Problem;
use kit::query::Query;

use crate::organization;
use crate::written::{DocumentView, views};

/// List the records of processing (Art. 30), each in its newest version.
#[utoipa::path(
    get,
    path = "/v1/processing-records",
    operation_id = "list_processing_records",
    tag = "governance",
    params(PageQuery),
    responses(
        (status = 200, description = "A page", body = Items<DocumentView>),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    Query(query): Query<PageQuery>,
    uri: Uri,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ReadGovernance)?;
    let page = query.page()?;
    let organization = organization::get(&mut db, &caller.scope).await?;
    let organization = organization.map(|opened| opened.content);
    let found = documents::list(&mut db, &caller.scope, &page).await?;
    let missing = |record: &ProcessingRecord| record.missing(organization.as_ref());
    Ok(views(found, missing)?.answer(&uri))
}
