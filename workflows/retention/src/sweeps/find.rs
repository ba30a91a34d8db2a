//! Shows a sweep.

use axum::Json;
use domain::{Permission, SweepId};
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;

use super::SweepView;

/// Show how far a sweep has come.
#[utoipa::path(
    get,
    path = "/v1/retention/sweeps/{sweep}",
    operation_id = "find_retention_sweep",
    tag = "retention",
    params(("sweep" = String, Path, format = Uuid, description = "Id of the sweep")),
    responses((status = 200, description = "The sweep", body = SweepView), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<Json<SweepView>, Problem> {
    caller.require(Permission::ReadRetention)?;
    let sweep: SweepId = path.get("sweep")?;
    let found = store::sweeps::find(&mut db, &caller.scope, sweep).await?;
    Ok(Json(
        found.ok_or_else(|| Problem::not_found("sweep"))?.into(),
    ))
}
