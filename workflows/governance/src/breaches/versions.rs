//! Lists the versions of a breach, which are the phases of its notification (Art. 33(4)).

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::Permission;
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::path::Captured;
use kit::problem::Problem;
use kit::query::Query;

use crate::written::{self, DocumentView};
use domain::breach::Breach;

/// List the versions of a breach, which are the phases of its notification (Art. 33(4)) by number.
#[utoipa::path(
    get,
    path = "/v1/breaches/{breach}/versions",
    operation_id = "list_breach_versions",
    tag = "governance",
    params(("breach" = String, Path, format = Uuid, description = "Its id"), PageQuery),
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
    let id = path.get("breach")?;
    let page = query.page()?;
    let versions = written::versions::<Breach, _>(&mut db, &caller.scope, id, &page).await?;
    Ok(versions.answer(&uri))
}
