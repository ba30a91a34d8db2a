//! Approves a plugin.

use axum::body::Body;
use axum::http::Response;
use domain::Permission;
use domain::plugin::PluginEvent;
use kit::body::Incoming;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;

use crate::decide::decide;
use crate::view::PluginView;

/// Approve a plugin: it may be activated from now on. Whoever uploaded it cannot.
#[utoipa::path(
    post,
    path = "/v1/plugins/{digest}/approval",
    operation_id = "approve_plugin",
    tag = "plugins",
    params(("digest" = String, Path, description = "SHA-256 of the component, hexadecimal")),
    responses((status = 200, description = "Approved", body = PluginView), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    session: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    session.caller.require(Permission::DecideOnPlugins)?;
    session.caller.require_fresh()?;
    let sent = incoming.nothing().await?;
    decide(session, &path, sent, PluginEvent::Approve).await
}
