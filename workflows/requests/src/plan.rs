//! Shows what an erasure would do.

use axum::Json;
use domain::Permission;
use domain::request::RequestKind;
use kit::door::Session;
use kit::erasure::{self, Plan};
use kit::path::Captured;
use kit::problem::Problem;

use crate::view::get;

/// Show what an erasure would do, without doing it.
#[utoipa::path(
    get,
    path = "/v1/requests/{request}/plan",
    operation_id = "plan_request",
    tag = "requests",
    params(("request" = String, Path, format = Uuid, description = "Id of the request")),
    responses((status = 200, description = "The plan", body = Plan), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<Json<Plan>, Problem> {
    caller.require(Permission::ReadRequests)?;
    let request = get(&mut db, &caller, path.get("request")?).await?;
    if request.kind != RequestKind::Erasure {
        return Err(Problem::conflict(
            "wrong-kind",
            "only an erasure has a plan",
        ));
    }
    Ok(Json(erasure::plan(&mut db, &caller, &request).await?))
}
