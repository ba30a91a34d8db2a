//! Lists reports of security issues.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::Permission;
use kit::documents;
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::problem::Problem;
use kit::query::Query;

use super::SecurityReport;
use crate::written::{DocumentView, views};

/// List the reports of security issues.
#[utoipa::path(
    get,
    path = "/v1/security-reports",
    operation_id = "list_security_reports",
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
    let found = documents::list::<SecurityReport, _>(&mut db, &caller.scope, &page).await?;
    Ok(views(found, |_| Vec::new())?.answer(&uri))
}
