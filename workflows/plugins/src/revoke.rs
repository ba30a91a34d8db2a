//! Revokes a plugin.

use axum::body::Body;
use axum::http::Response;
use domain::Permission;
use domain::plugin::PluginEvent;
use kit::body::Incoming;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;

use crate::decide::{Reason, decide};
use crate::view::PluginView;

/// Revoke a plugin: it stops running at once, and is not taken in again.
///
/// Rules that name it fail until another plugin is activated under its name.
#[utoipa::path(
    post,
    path = "/v1/plugins/{digest}/revocation",
    operation_id = "revoke_plugin",
    tag = "plugins",
    params(("digest" = String, Path, description = "SHA-256 of the component, hexadecimal")),
    request_body = Reason,
    responses((status = 200, description = "Revoked", body = PluginView), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    session: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    session.caller.require(Permission::DecideOnPlugins)?;
    let sent = incoming.json().await?;
    decide(session, &path, sent, PluginEvent::Revoke).await
}
