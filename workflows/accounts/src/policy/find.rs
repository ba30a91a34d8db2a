//! Shows the password policy.

use axum::Json;
use kit::door::Session;
use kit::problem::Problem;

use super::PolicyView;
use crate::password::policy;

/// Show which passwords the tenant takes, and which standards that breaks. Whoever has an account needs to know.
#[utoipa::path(
    get,
    path = "/v1/password-policy",
    operation_id = "get_password_policy",
    tag = "accounts",
    responses((status = 200, description = "The policy", body = PolicyView), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
) -> Result<Json<PolicyView>, Problem> {
    Ok(Json(policy(&mut db, &caller.scope).await?.into()))
}
