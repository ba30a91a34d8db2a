//! Shows a policy.

use axum::Json;
use domain::{Permission, PolicyId};
use kit::door::Session;
use kit::page::Items;
use kit::path::Captured;
use kit::problem::Problem;

use super::PolicyView;

/// Show every version of a policy, the newest first.
#[utoipa::path(
    get,
    path = "/v1/retention/policies/{policy}",
    operation_id = "find_retention_policy",
    tag = "retention",
    params(("policy" = String, Path, format = Uuid, description = "Id of the policy")),
    responses(
        (status = 200, description = "Its versions", body = Items<PolicyView>),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<Json<Items<PolicyView>>, Problem> {
    caller.require(Permission::ReadRetention)?;
    let policy: PolicyId = path.get("policy")?;
    let versions = store::retention_policies::versions(&mut db, &caller.scope, policy).await?;
    if versions.is_empty() {
        return Err(Problem::not_found("policy"));
    }
    Ok(Json(Items::new((versions, None))))
}
