//! Lists the versions of a policy.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::{Permission, PurposeName};
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::path::Captured;
use kit::problem::Problem;
use kit::query::Query;

use super::PolicyView;
use crate::purposes::get;

/// List the policies of a purpose by version.
#[utoipa::path(
    get,
    path = "/v1/purposes/{purpose}/policies",
    operation_id = "list_policies",
    tag = "consents",
    params(("purpose" = String, Path, description = "Name of the purpose"), PageQuery),
    responses(
        (status = 200, description = "A page", body = Items<PolicyView>),
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
    caller.require(Permission::ReadConsents)?;
    let name: PurposeName = path.get("purpose")?;
    let page = query.page()?;
    let purpose = get(&mut db, &caller.scope, &name).await?;
    let found = store::policies::list(&mut db, &caller.scope, &purpose.name, &page).await?;
    Ok(Items::<PolicyView>::new(found).answer(&uri))
}
