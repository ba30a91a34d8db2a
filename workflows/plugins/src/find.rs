//! Finds a plugin.

use axum::Json;
use domain::Permission;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;

use crate::view::{PluginView, get};

/// Get a plugin, without its bytes.
#[utoipa::path(
    get,
    path = "/v1/plugins/{digest}",
    operation_id = "get_plugin",
    tag = "plugins",
    params(("digest" = String, Path, description = "SHA-256 of the component, hexadecimal")),
    responses((status = 200, description = "The plugin", body = PluginView), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<Json<PluginView>, Problem> {
    caller.require(Permission::ReadPlugins)?;
    let digest: String = path.get("digest")?;
    Ok(Json(
        get(&mut db, &caller.scope, &digest).await?.try_into()?,
    ))
}
