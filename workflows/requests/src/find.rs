//! Finds a request.

use axum::Json;
use domain::Permission;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;

use crate::view::{RequestDetails, details, get};

/// Get a request with its steps and its outcome.
#[utoipa::path(
    get,
    path = "/v1/requests/{request}",
    operation_id = "get_request",
    tag = "requests",
    params(("request" = String, Path, format = Uuid, description = "Id of the request")),
    responses((status = 200, description = "The request", body = RequestDetails), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<Json<RequestDetails>, Problem> {
    caller.require(Permission::ReadRequests)?;
    let request = get(&mut db, &caller, path.get("request")?).await?;
    Ok(Json(details(&mut db, &caller, request).await?))
}
