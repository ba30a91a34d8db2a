//! Finds the settings of the tenant.

use axum::Json;
use domain::Permission;
use kit::door::Session;
use kit::problem::Problem;

use super::SettingsView;

/// Get the settings.
#[utoipa::path(
    get,
    path = "/v1/settings",
    operation_id = "get_settings",
    tag = "settings",
    responses((status = 200, description = "The settings", body = SettingsView), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
) -> Result<Json<SettingsView>, Problem> {
    caller.require(Permission::ReadRequests)?;
    let settings = store::settings::find(&mut db, &caller.scope).await?;
    Ok(Json(settings.into()))
}
