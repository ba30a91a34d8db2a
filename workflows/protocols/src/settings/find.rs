//! Finds what the tenant set up.

use axum::Json;
use domain::Permission;
use kit::door::Session;
use kit::problem::Problem;

use super::{ProtocolsView, current};

/// Get the protocols by which the tenant takes requests.
#[utoipa::path(
    get,
    path = "/v1/protocols",
    operation_id = "get_protocols",
    tag = "protocols",
    responses((status = 200, description = "The protocols", body = ProtocolsView), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
) -> Result<Json<ProtocolsView>, Problem> {
    caller.require(Permission::ReadRequests)?;
    Ok(Json(current(&mut db, &caller.scope).await?.into()))
}
