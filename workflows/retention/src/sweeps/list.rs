//! Lists sweeps.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::Permission;
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::problem::Problem;
use kit::query::Query;

use super::SweepView;

/// List sweeps in the order in which they were begun, the daily ones among them.
#[utoipa::path(
    get,
    path = "/v1/retention/sweeps",
    operation_id = "list_retention_sweeps",
    tag = "retention",
    params(PageQuery),
    responses(
        (status = 200, description = "A page", body = Items<SweepView>),
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
    let found = store::sweeps::list(&mut db, &caller.scope, &query.page()?).await?;
    Ok(Items::<SweepView>::new(found).answer(&uri))
}
