//! An agent that called with its token, for the business that it set it up with.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use domain::TenantId;
use domain::protocols::{AgentId, Protocols};
use kit::Db;
use kit::door::{Caller, Session};
use kit::path::Captured;
use store::agents::{self, Agent};

use super::refusal::Refusal;
use crate::settings;

/// An agent that was let in.
pub(crate) struct AgentSession {
    /// Who calls.
    pub(crate) caller: Caller,
    /// The connection of this request.
    pub(crate) db: Db,
    /// The agent.
    pub(crate) agent: Agent,
    /// What the tenant set up.
    pub(crate) protocols: Protocols,
    /// The id of the business that is called.
    pub(crate) business: AgentId,
}

impl<S: Sync + Send> FromRequestParts<S> for AgentSession {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let Session { caller, mut db } = Session::from_request_parts(parts, state).await?;
        let path = Captured::from_request_parts(parts, state).await?;
        let tenant: TenantId = path.get("tenant")?;
        if tenant != caller.scope.tenant_id() {
            return Err(Refusal::forbidden());
        }
        let found = agents::find_by_token(&mut db, &caller.scope, caller.actor.token_id).await?;
        let agent = found.ok_or_else(Refusal::forbidden)?;
        let protocols = settings::current(&mut db, &caller.scope).await?;
        let business = business(&protocols)?;
        Ok(Self {
            caller,
            db,
            agent,
            protocols,
            business,
        })
    }
}

/// The id of a tenant in the directory, if it takes part in the protocol.
pub(crate) fn business(protocols: &Protocols) -> Result<AgentId, Refusal> {
    let business = protocols.drp.as_ref().map(|drp| drp.business_id.clone());
    let message = "the business does not take part in the protocol";
    business.ok_or_else(|| Refusal::fatal(StatusCode::FORBIDDEN, message))
}
