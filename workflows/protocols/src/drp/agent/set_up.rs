//! Gives an agent a token for this business (2.05).

use axum::Json;
use domain::protocols::AgentId;
use domain::{Role, TenantId, TokenId};
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Anyone;
use kit::path::Captured;
use serde_json::{Value, json};
use store::tokens::{self, NewToken};
use store::{Tx, agents};

use crate::drp::message;
use crate::drp::refusal::Refusal;
use crate::drp::session::business;
use crate::settings;

/// Gives a token to who signed with the key of the agent; the token before is revoked. Whoever fails is told nothing.
pub(in crate::drp) async fn handler(
    anyone: Anyone,
    path: Captured,
    incoming: Incoming,
) -> Result<Json<Value>, Refusal> {
    set_up(anyone, path, incoming)
        .await
        .map_err(Refusal::of_setup)
}

async fn set_up(
    mut anyone: Anyone,
    path: Captured,
    incoming: Incoming,
) -> Result<Json<Value>, Refusal> {
    let tenant: TenantId = path.get("tenant")?;
    let agent_id: AgentId = path.get("agent")?;
    let sent = message::read(incoming).await?;
    let caller = anyone.claiming(tenant, &agent_id).await?;
    let caller = caller.ok_or_else(Refusal::forbidden)?;
    let scope = &caller.scope;
    let mut db = anyone.db;
    let agent = agents::find(&mut db, scope, &agent_id).await?;
    let agent = agent.ok_or_else(Refusal::forbidden)?;
    let business = business(&settings::current(&mut db, scope).await?)?;
    let now = kit::clock::now();
    let verified = message::verify(&agent, &business, &sent, now)?;
    let mut tx = Tx::begin(&mut db).await?;
    message::take(&mut tx, scope, &agent, &sent, verified.expires_at, now).await?;
    if let Some(before) = agent.token_id {
        match tokens::revoke(&mut tx, scope, before, now).await {
            Ok(()) | Err(store::Error::Missing { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let token_id = TokenId::generate(now, kit::entropy::bytes()?);
    let token = tokens::spell(&kit::entropy::bytes()?);
    let new = NewToken {
        token_id,
        role: Role::Agent,
        label: &agents::label(&agent_id),
        hash: &tokens::hash(&token),
        created_at: now,
        expires_at: None,
    };
    tokens::issue(&mut tx, scope, &new).await?;
    agents::give_token(&mut tx, scope, &agent_id, token_id).await?;
    Event::new("token.created", "token", &token_id)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(Json(json!({"agent-id": agent_id, "token": token})))
}
