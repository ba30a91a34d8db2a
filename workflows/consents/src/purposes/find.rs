//! Finds a purpose.

use axum::Json;
use domain::Permission;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;
use serde::Serialize;

use super::{PurposeView, get};
use crate::policies::PolicyView;

/// A purpose with what is shown for it now.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PurposeDetails {
    #[serde(flatten)]
    purpose: PurposeView,
    /// The policy that is in force; null before the first.
    policy: Option<PolicyView>,
}

/// Get a purpose and the policy that is in force for it.
#[utoipa::path(
    get,
    path = "/v1/purposes/{purpose}",
    operation_id = "get_purpose",
    tag = "consents",
    params(("purpose" = String, Path, description = "Name of the purpose")),
    responses(
        (status = 200, description = "The purpose", body = PurposeDetails),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<Json<PurposeDetails>, Problem> {
    caller.require(Permission::ReadConsents)?;
    let purpose = get(&mut db, &caller.scope, &path.get("purpose")?).await?;
    let now = kit::clock::now();
    let policy = store::policies::in_force(&mut db, &caller.scope, &purpose.name, now).await?;
    Ok(Json(PurposeDetails {
        purpose: purpose.into(),
        policy: policy.map(Into::into),
    }))
}
