//! Lets a suspended plugin run again.

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

/// Let a plugin run again that was suspended because it failed too often in a row.
#[utoipa::path(
    post,
    path = "/v1/plugins/{digest}/reinstatement",
    operation_id = "reinstate_plugin",
    tag = "plugins",
    params(("digest" = String, Path, description = "SHA-256 of the component, hexadecimal")),
    responses((status = 200, description = "Runs again", body = PluginView), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::DecideOnPlugins)?;
    let digest: String = path.get("digest")?;
    let sent = incoming.nothing().await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let mut tx = call.begin(&mut db, &caller).await?;
    get(&mut tx, &caller.scope, &digest).await?;
    store::plugin_failures::lift(&mut tx, &caller.scope, &digest).await?;
    Event::new("plugin.reinstated", "plugin", &digest)
        .append(&mut tx, &caller)
        .await?;
    let view = PluginView::try_from(get(&mut tx, &caller.scope, &digest).await?)?;
    call.finish(tx, &caller, Answer::ok(view)).await
}
