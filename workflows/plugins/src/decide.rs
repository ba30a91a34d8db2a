//! What is decided about a plugin: approval and rejection by somebody else than its uploader, and
//! revocation.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use domain::plugin::PluginEvent;
use kit::audit::Event;
use kit::body::Sent;
use kit::door::Session;
use kit::idempotent::{Answer, Seen, admit};
use kit::path::Captured;
use kit::problem::{Place, Problem};
use serde::Deserialize;
use store::plugins::{Decision, deactivate};

use crate::view::{PluginView, get};

/// The longest reason, in bytes.
const REASON_LIMIT: usize = 500;

/// Why a plugin is rejected or revoked.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reason {
    /// What the uploader is told; about the plugin, and about no person.
    reason: String,
}

/// Decides, and answers with the plugin.
pub(crate) async fn decide(
    Session { caller, mut db }: Session,
    path: &Captured,
    sent: Sent,
    event: PluginEvent,
) -> Result<Response<Body>, Problem> {
    let digest: String = path.get("digest")?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let reason = match event {
        PluginEvent::Approve | PluginEvent::Retire => None,
        PluginEvent::Reject | PluginEvent::Revoke => Some(reason(&sent)?),
    };
    let mut tx = call.begin(&mut db, &caller).await?;
    let plugin = get(&mut tx, &caller.scope, &digest).await?;
    // Stopping what does harm waits for nobody.
    let needs_another = event != PluginEvent::Revoke;
    if needs_another && plugin.uploaded_by == caller.actor.token_id {
        let detail = "somebody else than its uploader decides about a plugin";
        return Err(Problem::new(StatusCode::CONFLICT, "own-upload", detail));
    }
    let decision = Decision {
        from: plugin.state,
        event,
        reason: reason.as_deref(),
        at: call.at,
    };
    let (scope, actor) = (&caller.scope, &caller.actor);
    store::plugins::decide(&mut tx, scope, actor, &digest, &decision).await?;
    if event == PluginEvent::Revoke {
        deactivate(&mut tx, scope, &digest).await?;
    }
    Event::new(action(event), "plugin", &digest)
        .append(&mut tx, &caller)
        .await?;
    let view = PluginView::try_from(get(&mut tx, scope, &digest).await?)?;
    call.finish(tx, &caller, Answer::ok(view)).await
}

fn reason(sent: &Sent) -> Result<String, Problem> {
    let Reason { reason } = sent.parse()?;
    if !reason.trim().is_empty() && reason.len() <= REASON_LIMIT {
        return Ok(reason);
    }
    let message = format!("must say something in at most {REASON_LIMIT} bytes");
    Err(Problem::invalid(
        "the reason cannot be kept",
        vec![Place::pointer("/reason", message)],
    ))
}

fn action(event: PluginEvent) -> &'static str {
    match event {
        PluginEvent::Approve => "plugin.approved",
        PluginEvent::Reject => "plugin.rejected",
        PluginEvent::Revoke => "plugin.revoked",
        PluginEvent::Retire => "plugin.retired",
    }
}
