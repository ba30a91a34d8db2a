//! Lists declarations.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::{Collection, Permission};
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::problem::Problem;
use kit::query::Query;

/// List declarations by name.
#[utoipa::path(
    get,
    path = "/v1/collections",
    operation_id = "list_collections",
    tag = "collections",
    params(PageQuery),
    responses(
        (status = 200, description = "A page", content_type = "application/json", body = Items<Object>),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    Query(query): Query<PageQuery>,
    uri: Uri,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ReadCollections)?;
    let page = query.page()?;
    let (declared, next) = store::collections::list(&mut db, &caller.scope, &page).await?;
    let items = declared
        .into_iter()
        .map(|declared| declared.collection)
        .collect();
    Ok(Items::<Collection> { items, next }.answer(&uri))
}
