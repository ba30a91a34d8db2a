//! Lists purposes.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::Permission;
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::problem::Problem;
use kit::query::Query;

use super::PurposeView;

/// List purposes by name.
#[utoipa::path(
    get,
    path = "/v1/purposes",
    operation_id = "list_purposes",
    tag = "consents",
    params(PageQuery),
    responses(
        (status = 200, description = "A page", body = Items<PurposeView>),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    Query(query): Query<PageQuery>,
    uri: Uri,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ReadConsents)?;
    let found = store::purposes::list(&mut db, &caller.scope, &query.page()?).await?;
    Ok(Items::<PurposeView>::new(found).answer(&uri))
}
