//! Finds the facts about the organization.

use axum::Json;
use domain::Permission;
use kit::door::Session;
use kit::problem::Problem;

use super::{OrganizationView, get};

/// Get the facts about the organization.
#[utoipa::path(
    get,
    path = "/v1/organization",
    operation_id = "get_organization",
    tag = "governance",
    responses(
        (status = 200, description = "The facts", body = OrganizationView),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
) -> Result<Json<OrganizationView>, Problem> {
    caller.require(Permission::ReadGovernance)?;
    Ok(Json(get(&mut db, &caller.scope).await?.into()))
}
