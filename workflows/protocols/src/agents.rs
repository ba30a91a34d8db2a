//! Agents that the tenant takes requests from by the Data Rights Protocol: companies, from the directory of the network.

pub(crate) mod list;
pub(crate) mod register;
pub(crate) mod remove;

use domain::protocols::AgentId;
use jiff::Timestamp;
use kit::problem::Problem;
use kit::signatures::VerifyKey;
use serde::Serialize;
use store::agents::Agent;

/// An agent.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct AgentView {
    /// Its id in the directory.
    #[schema(value_type = String)]
    agent_id: AgentId,
    /// Its name.
    name: String,
    /// The key by which its messages are verified: Ed25519, in base64.
    verify_key: String,
    /// Whether it set up its token.
    has_token: bool,
    /// Since when it is known.
    #[schema(value_type = String, format = DateTime)]
    registered_at: Timestamp,
}

impl TryFrom<Agent> for AgentView {
    type Error = Problem;

    fn try_from(agent: Agent) -> Result<Self, Problem> {
        Ok(Self {
            verify_key: key(&agent)?.to_base64(),
            agent_id: agent.agent_id,
            name: agent.name,
            has_token: agent.token_id.is_some(),
            registered_at: agent.registered_at,
        })
    }
}

/// The key of an agent, which was checked when it was kept.
pub(crate) fn key(agent: &Agent) -> Result<VerifyKey, Problem> {
    VerifyKey::from_bytes(&agent.verify_key)
        .map_err(|_| Problem::internal("the verify key of an agent cannot be read"))
}
