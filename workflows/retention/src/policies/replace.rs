//! Replaces a policy by a new version.

use axum::Json;
use domain::{Permission, PolicyId};
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;
use store::Tx;
use store::retention_policies::Version;

use super::{PolicyView, in_force, read};
use crate::advice;

/// Replace a policy. The version of before stays known.
#[utoipa::path(
    put,
    path = "/v1/retention/policies/{policy}",
    operation_id = "replace_retention_policy",
    tag = "retention",
    params(("policy" = String, Path, format = Uuid, description = "Id of the policy")),
    request_body(content = Object, description = "The policy", content_type = "application/json"),
    responses(
        (status = 200, description = "In force", body = PolicyView),
        kit::openapi::BodyRefusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Json<PolicyView>, Problem> {
    caller.require(Permission::ManageRetention)?;
    let policy_id: PolicyId = path.get("policy")?;
    let sent = incoming.json().await?;
    let (scope, at) = (&caller.scope, kit::clock::now());
    in_force(&mut db, scope, policy_id).await?;
    let policy = read(&sent)?;
    advice::check(&mut db, scope, &policy, at).await?;
    let mut tx = Tx::begin(&mut db).await?;
    let old = in_force(&mut tx, scope, policy_id).await?;
    store::retention_policies::replace(&mut tx, scope, policy_id, old.version, &policy, at).await?;
    Event::new("retention-policy.replaced", "retention-policy", &policy_id)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(Json(PolicyView::from(Version {
        policy_id,
        version: old.version.saturating_add(1),
        policy,
        made_at: at,
        ended_at: None,
    })))
}
