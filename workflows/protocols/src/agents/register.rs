//! Registers an agent.

use axum::Json;
use domain::Permission;
use domain::protocols::AgentId;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::{Place, Problem};
use kit::signatures::VerifyKey;
use serde::Deserialize;
use store::agents::Agent;
use store::{Tx, agents, tokens};

use super::AgentView;

/// An agent as it stands in the directory.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// Its name.
    name: String,
    /// The key by which its messages are verified: Ed25519, in base64.
    verify_key: String,
}

/// Register an agent, or change its name or key. With another key, its token is revoked.
#[utoipa::path(
    put,
    path = "/v1/protocols/agents/{agent}",
    operation_id = "register_agent",
    tag = "protocols",
    params(("agent" = String, Path, description = "Id of the agent in the directory")),
    request_body = Entry,
    responses((status = 200, description = "Registered", body = AgentView), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Json<AgentView>, Problem> {
    caller.require(Permission::HandleRequests)?;
    let agent_id: AgentId = path.get("agent")?;
    let entry: Entry = incoming.json().await?.parse()?;
    let mut places = Vec::new();
    let name = domain::label(&entry.name)
        .map_err(|error| places.push(Place::pointer("/name", error.to_string())));
    let key = VerifyKey::from_base64(&entry.verify_key)
        .map_err(|error| places.push(Place::pointer("/verify_key", error.to_string())));
    let (Ok(name), Ok(key)) = (name, key) else {
        return Err(Problem::invalid("no such agent can be registered", places));
    };
    let at = kit::clock::now();
    let mut tx = Tx::begin(&mut db).await?;
    let scope = &caller.scope;
    let before = agents::find(&mut tx, scope, &agent_id).await?;
    let had_other_key = |agent: &&Agent| agent.verify_key != key.as_bytes();
    let token = before
        .as_ref()
        .filter(had_other_key)
        .and_then(|agent| agent.token_id);
    if let Some(token) = token {
        match tokens::revoke(&mut tx, scope, token, at).await {
            Ok(()) | Err(store::Error::Missing { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let agent = Agent {
        agent_id,
        name,
        verify_key: key.as_bytes().to_vec(),
        token_id: before.as_ref().and_then(|agent| agent.token_id),
        registered_at: before.map_or(at, |agent| agent.registered_at),
    };
    agents::put(&mut tx, scope, &agent).await?;
    Event::new("agent.registered", "agent", &agent.agent_id.as_str())
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(Json(agent.try_into()?))
}
