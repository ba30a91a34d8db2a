//! Retires a plugin.

use axum::http::StatusCode;
use domain::Permission;
use domain::plugin::PluginEvent;
use kit::audit::Event;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;
use store::plugins::Decision;

use crate::view::get;

/// Retire a plugin: its bytes and what was compiled of them are deleted. That it was there, and the
/// receipts of its runs, stay known.
#[utoipa::path(
    delete,
    path = "/v1/plugins/{digest}",
    operation_id = "retire_plugin",
    tag = "plugins",
    params(("digest" = String, Path, description = "SHA-256 of the component, hexadecimal")),
    responses((status = 204, description = "Retired"), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<StatusCode, Problem> {
    caller.require(Permission::ManagePlugins)?;
    let digest: String = path.get("digest")?;
    let mut tx = store::Tx::begin(&mut db).await?;
    let plugin = get(&mut tx, &caller.scope, &digest).await?;
    let decision = Decision {
        from: plugin.state,
        event: PluginEvent::Retire,
        reason: None,
        at: kit::clock::now(),
    };
    let (scope, actor) = (&caller.scope, &caller.actor);
    store::plugins::decide(&mut tx, scope, actor, &digest, &decision).await?;
    store::plugins::retire(&mut tx, scope, &digest).await?;
    Event::new("plugin.retired", "plugin", &digest)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
