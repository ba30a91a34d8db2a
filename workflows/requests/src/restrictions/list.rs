//! Lists restrictions.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::Permission;
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::problem::Problem;
use kit::query::Query;

use super::RestrictionView;

/// List restrictions in the order in which they were imposed.
#[utoipa::path(
    get,
    path = "/v1/restrictions",
    operation_id = "list_restrictions",
    tag = "restrictions",
    params(PageQuery),
    responses(
        (status = 200, description = "A page", body = Items<RestrictionView>),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    Query(query): Query<PageQuery>,
    uri: Uri,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ReadRequests)?;
    let page = query.page()?;
    let found = store::restrictions::list(&mut db, &caller.scope, &page).await?;
    Ok(Items::<RestrictionView>::new(found).answer(&uri))
}
