//! Tells where a request stands (2.02).

use axum::Json;
use kit::path::Captured;

use super::of_path;
use crate::drp::refusal::Refusal;
use crate::drp::session::AgentSession;
use crate::drp::status::{StatusView, status};

/// Gives the status to the agent whose request it is.
pub(in crate::drp) async fn handler(
    mut session: AgentSession,
    path: Captured,
) -> Result<Json<StatusView>, Refusal> {
    let request = of_path(&mut session, &path).await?;
    let AgentSession { caller, mut db, .. } = session;
    Ok(Json(status(&mut db, &caller.scope, request).await?))
}
