//! Requests of agents.

pub(super) mod create;
pub(super) mod find;
pub(super) mod revoke;

use domain::protocols::Protocol;
use kit::path::Captured;
use store::Sql;
use store::protocol_requests::{self, ProtocolRequest};

use super::refusal::Refusal;
use super::session::AgentSession;

/// The request that the path names, if it is this agent's (2.02.1).
async fn of_path(session: &mut AgentSession, path: &Captured) -> Result<ProtocolRequest, Refusal> {
    let id: String = path.get("request")?;
    let AgentSession {
        caller, db, agent, ..
    } = session;
    get(db, caller, agent, &id).await
}

async fn get<S: Sql>(
    sql: &mut S,
    caller: &kit::door::Caller,
    agent: &store::agents::Agent,
    id: &str,
) -> Result<ProtocolRequest, Refusal> {
    let found = protocol_requests::find(sql, &caller.scope, Protocol::Drp, id).await?;
    found
        .filter(|found| found.agent_id.as_ref() == Some(&agent.agent_id))
        .ok_or_else(Refusal::forbidden)
}
