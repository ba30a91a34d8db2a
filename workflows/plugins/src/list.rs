//! Lists plugins.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::Permission;
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::problem::Problem;
use kit::query::Query;

use crate::view::PluginView;

/// List plugins by digest.
#[utoipa::path(
    get,
    path = "/v1/plugins",
    operation_id = "list_plugins",
    tag = "plugins",
    params(PageQuery),
    responses(
        (status = 200, description = "A page", body = Items<PluginView>),
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
    let (plugins, next) = store::plugins::list(&mut db, &caller.scope, &page).await?;
    let items = plugins
        .into_iter()
        .map(PluginView::try_from)
        .collect::<Result<_, _>>()?;
    Ok(Items { items, next }.answer(&uri))
}
