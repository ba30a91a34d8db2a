//! Lists the versions of a notice.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::Permission;
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::path::Captured;
use kit::problem::Problem;
use kit::query::Query;

use super::Notice;
use crate::written::{self, DocumentView};

/// List the versions of a notice by number.
#[utoipa::path(
    get,
    path = "/v1/notices/{notice}/versions",
    operation_id = "list_notice_versions",
    tag = "governance",
    params(("notice" = String, Path, format = Uuid, description = "Its id"), PageQuery),
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
    let id = path.get("notice")?;
    let page = query.page()?;
    let versions = written::versions::<Notice, _>(&mut db, &caller.scope, id, &page).await?;
    Ok(versions.answer(&uri))
}
