//! Lists breaches.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::Permission;
use domain::breach::Breach;
use kit::documents;
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::problem::Problem;
use kit::query::Query;

use super::{BreachView, with_clock};

/// List the register of breaches, those of which nobody had to be told among them (Art. 33(5)).
#[utoipa::path(
    get,
    path = "/v1/breaches",
    operation_id = "list_breaches",
    tag = "governance",
    params(PageQuery),
    responses(
        (status = 200, description = "A page", body = Items<BreachView>),
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
    let (found, next) = documents::list::<Breach, _>(&mut db, &caller.scope, &page).await?;
    let now = kit::clock::now();
    let items = found.into_iter().map(|opened| with_clock(opened, now));
    let items = items.collect::<Result<_, _>>()?;
    Ok(Items::<BreachView> { items, next }.answer(&uri))
}
