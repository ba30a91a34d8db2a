//! Lists requests.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::Permission;
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::problem::Problem;
use kit::query::Query;

use crate::view::RequestView;

/// List requests in the order of their receipt.
#[utoipa::path(
    get,
    path = "/v1/requests",
    operation_id = "list_requests",
    tag = "requests",
    params(PageQuery),
    responses(
        (status = 200, description = "A page", body = Items<RequestView>),
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
    let found = store::requests::list(&mut db, &caller.scope, &page).await?;
    Ok(Items::<RequestView>::new(found).answer(&uri))
}
