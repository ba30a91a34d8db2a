//! Ends a policy.

use axum::http::StatusCode;
use domain::{Permission, PolicyId};
use kit::audit::Event;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;
use store::Tx;

use super::in_force;

/// End a policy. Its versions stay known.
#[utoipa::path(
    delete,
    path = "/v1/retention/policies/{policy}",
    operation_id = "end_retention_policy",
    tag = "retention",
    params(("policy" = String, Path, format = Uuid, description = "Id of the policy")),
    responses((status = 204, description = "No longer in force"), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<StatusCode, Problem> {
    caller.require(Permission::ManageRetention)?;
    let policy_id: PolicyId = path.get("policy")?;
    let mut tx = Tx::begin(&mut db).await?;
    let old = in_force(&mut tx, &caller.scope, policy_id).await?;
    let (scope, at) = (&caller.scope, kit::clock::now());
    store::retention_policies::end(&mut tx, scope, policy_id, old.version, at).await?;
    Event::new("retention-policy.ended", "retention-policy", &policy_id)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
