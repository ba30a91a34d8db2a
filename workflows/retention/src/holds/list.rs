//! Lists holds.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::Permission;
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::problem::Problem;
use kit::query::Query;

use super::HoldView;

/// List holds in the order in which they were placed, released ones among them.
#[utoipa::path(
    get,
    path = "/v1/retention/holds",
    operation_id = "list_legal_holds",
    tag = "retention",
    params(PageQuery),
    responses(
        (status = 200, description = "A page", body = Items<HoldView>),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    Query(query): Query<PageQuery>,
    uri: Uri,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ReadRetention)?;
    let found = store::holds::list(&mut db, &caller.scope, &query.page()?).await?;
    Ok(Items::<HoldView>::new(found).answer(&uri))
}
