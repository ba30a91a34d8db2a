//! Tells an agent that its token is good (2.06).

use axum::Json;
use domain::protocols::AgentId;
use kit::path::Captured;
use serde_json::{Value, json};

use crate::drp::refusal::Refusal;
use crate::drp::session::AgentSession;

/// Answers with nothing, if the token is the agent's.
pub(in crate::drp) async fn handler(
    session: AgentSession,
    path: Captured,
) -> Result<Json<Value>, Refusal> {
    let named: Result<AgentId, _> = path.get("agent");
    if named.is_ok_and(|named| named == session.agent.agent_id) {
        Ok(Json(json!({})))
    } else {
        Err(Refusal::forbidden())
    }
}
