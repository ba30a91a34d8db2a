//! Revokes a key.

use axum::body::Body;
use axum::http::Response;
use domain::Permission;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Answer, Seen, admit};
use kit::path::Captured;
use kit::problem::Problem;

use super::{KeyView, missing, named};

/// Revoke a key for good: nothing more is taken in that it signed.
///
/// Plugins that it signed before run on; whoever no longer trusts them revokes them too.
#[utoipa::path(
    post,
    path = "/v1/plugin-keys/{key}/revocation",
    operation_id = "revoke_plugin_key",
    tag = "plugins",
    params(("key" = String, Path, description = "The public key, 64 hexadecimal digits")),
    responses((status = 200, description = "Revoked", body = KeyView), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::DecideOnPlugins)?;
    let key = named(&path)?;
    let sent = incoming.nothing().await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let mut tx = call.begin(&mut db, &caller).await?;
    let scope = &caller.scope;
    let found = store::plugin_keys::find(&mut tx, scope, &key).await?;
    if found.ok_or_else(missing)?.revoked_at.is_some() {
        let detail = "this key was revoked before";
        return Err(Problem::conflict("wrong-state", detail));
    }
    store::plugin_keys::revoke(&mut tx, scope, &key, call.at).await?;
    Event::new("plugin-key.revoked", "plugin-key", &key)
        .append(&mut tx, &caller)
        .await?;
    let found = store::plugin_keys::find(&mut tx, scope, &key).await?;
    let view = KeyView::from(found.ok_or_else(missing)?);
    call.finish(tx, &caller, Answer::ok(view)).await
}
