//! Lists keys.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::Permission;
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::problem::Problem;
use kit::query::Query;

use super::KeyView;

/// List the keys that plugins are signed with, revoked ones too.
#[utoipa::path(
    get,
    path = "/v1/plugin-keys",
    operation_id = "list_plugin_keys",
    tag = "plugins",
    params(PageQuery),
    responses(
        (status = 200, description = "A page", body = Items<KeyView>),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    Query(query): Query<PageQuery>,
    uri: Uri,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ReadPlugins)?;
    let page = query.page()?;
    let (keys, next) = store::plugin_keys::list(&mut db, &caller.scope, &page).await?;
    let items = keys.into_iter().map(KeyView::from).collect();
    Ok(Items { items, next }.answer(&uri))
}
