//! Finds a key.

use axum::Json;
use domain::Permission;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;

use super::{KeyView, missing, named};

/// Get a key that plugins are signed with.
#[utoipa::path(
    get,
    path = "/v1/plugin-keys/{key}",
    operation_id = "get_plugin_key",
    tag = "plugins",
    params(("key" = String, Path, description = "The public key, 64 hexadecimal digits")),
    responses((status = 200, description = "The key", body = KeyView), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<Json<KeyView>, Problem> {
    caller.require(Permission::ReadPlugins)?;
    let found = store::plugin_keys::find(&mut db, &caller.scope, &named(&path)?).await?;
    Ok(Json(found.ok_or_else(missing)?.into()))
}
