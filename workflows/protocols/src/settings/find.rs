//! Finds what the tenant set up.

use axum::Json;
use domain::Permission;
use kit::door::Session;
use kit::problem::Problem;

use super::{ProtocolsAnswer, current};

/// Get the protocols by which the tenant takes requests.
#[utoipa::path(
    get,
    path = "/v1/protocols",
    operation_id = "get_protocols",
    tag = "protocols",
    responses((status = 200, description = "The protocols", body = ProtocolsAnswer), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
) -> Result<Json<ProtocolsAnswer>, Problem> {
    caller.require(Permission::ReadRequests)?;
    let protocols = current(&mut db, &caller.scope).await?;
    Ok(Json(ProtocolsAnswer::new(&caller.scope, protocols)))
}
