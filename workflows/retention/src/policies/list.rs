//! Lists policies.

use axum::Json;
use domain::Permission;
use kit::door::Session;
use kit::page::Items;
use kit::problem::Problem;

use super::PolicyView;

/// List the policies in force, in the order in which they were made.
#[utoipa::path(
    get,
    path = "/v1/retention/policies",
    operation_id = "list_retention_policies",
    tag = "retention",
    responses(
        (status = 200, description = "All of them", body = Items<PolicyView>),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
) -> Result<Json<Items<PolicyView>>, Problem> {
    caller.require(Permission::ReadRetention)?;
    let found = store::retention_policies::list(&mut db, &caller.scope).await?;
    Ok(Json(Items::new((found, None))))
}
