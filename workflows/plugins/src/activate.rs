//! Makes a plugin the one that runs under its name.

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

/// Activate an approved plugin: from now on it runs under its name, in the place of the one that
/// did before.
#[utoipa::path(
    post,
    path = "/v1/plugins/{digest}/activation",
    operation_id = "activate_plugin",
    tag = "plugins",
    params(("digest" = String, Path, description = "SHA-256 of the component, hexadecimal")),
    responses((status = 200, description = "Active", body = PluginView), kit::openapi::BodyRefusals),
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
    get(&mut tx, &caller.scope, &digest).await?;
    store::plugins::activate(&mut tx, &caller.scope, &digest, call.at).await?;
    Event::new("plugin.activated", "plugin", &digest)
        .append(&mut tx, &caller)
        .await?;
    let view = PluginView::try_from(get(&mut tx, &caller.scope, &digest).await?)?;
    call.finish(tx, &caller, Answer::ok(view)).await
}
