//! Goes back to the version of a plugin that was active before.

use axum::body::Body;
use axum::http::Response;
use domain::Permission;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Answer, Seen, admit};
use kit::path::Captured;
use kit::problem::Problem;

use crate::view::{PluginView, get};

/// Roll an active plugin back: the version that was active before it runs again, at once and
/// without being compiled anew.
///
/// Answers with the plugin that is active now. It is refused when the named one is not active: somebody
/// else was quicker.
#[utoipa::path(
    post,
    path = "/v1/plugins/{digest}/rollback",
    operation_id = "roll_back_plugin",
    tag = "plugins",
    params(("digest" = String, Path, description = "SHA-256 of the active component, hexadecimal")),
    responses((status = 200, description = "Rolled back", body = PluginView), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ManagePlugins)?;
    let digest: String = path.get("digest")?;
    let sent = incoming.nothing().await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let mut tx = call.begin(&mut db, &caller).await?;
    let active = get(&mut tx, &caller.scope, &digest).await?;
    if !active.active {
        let detail = "this plugin is not the active one of its name";
        return Err(Problem::conflict("plugin-not-active", detail));
    }
    let now = store::plugins::roll_back(&mut tx, &caller.scope, &active, call.at).await?;
    Event::new("plugin.rolled-back", "plugin", &digest)
        .append(&mut tx, &caller)
        .await?;
    let view = PluginView::try_from(get(&mut tx, &caller.scope, &now).await?)?;
    call.finish(tx, &caller, Answer::ok(view)).await
}
