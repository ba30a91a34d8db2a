//! Removes an agent.

use axum::http::StatusCode;
use domain::Permission;
use domain::protocols::AgentId;
use kit::audit::Event;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;
use store::{Tx, agents, tokens};

/// Take no more requests from an agent. Its token is revoked; its requests stay.
#[utoipa::path(
    delete,
    path = "/v1/protocols/agents/{agent}",
    operation_id = "remove_agent",
    tag = "protocols",
    params(("agent" = String, Path, description = "Id of the agent in the directory")),
    responses((status = 204, description = "Removed"), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<StatusCode, Problem> {
    caller.require(Permission::HandleRequests)?;
    let agent_id: AgentId = path.get("agent")?;
    let mut tx = Tx::begin(&mut db).await?;
    let scope = &caller.scope;
    let agent = agents::find(&mut tx, scope, &agent_id).await?;
    let agent = agent.ok_or_else(|| Problem::not_found("agent"))?;
    if let Some(token) = agent.token_id {
        match tokens::revoke(&mut tx, scope, token, kit::clock::now()).await {
            Ok(()) | Err(store::Error::Missing { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    agents::remove(&mut tx, scope, &agent_id).await?;
    Event::new("agent.removed", "agent", &agent_id.as_str())
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
