//! Finds a breach.

use axum::Json;
use domain::Permission;
use domain::breach::Breach;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;

use super::{BreachView, with_clock};
use crate::written::get;

/// Get a breach in its last phase, with the clock and with what Art. 33 and 34 still want.
#[utoipa::path(
    get,
    path = "/v1/breaches/{breach}",
    operation_id = "get_breach",
    tag = "governance",
    params(("breach" = String, Path, format = Uuid, description = "Id of the breach")),
    responses((status = 200, description = "The breach", body = BreachView), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<Json<BreachView>, Problem> {
    caller.require(Permission::ReadGovernance)?;
    let id = path.get("breach")?;
    let breach = get::<Breach, _>(&mut db, &caller.scope, id).await?;
    Ok(Json(with_clock(breach, kit::clock::now())?))
}
