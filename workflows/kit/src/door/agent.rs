//! The door of who has no token yet: an agent that a tenant knows can prove by a signed message who it is (Data Rights
//! Protocol 1.0, 2.05), and everybody sees what tenants publish.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::TenantId;
use domain::protocols::AgentId;
use store::agents;

use super::Caller;
use crate::problem::Problem;
use crate::sql::{Db, Opened};
use crate::trace::Trace;

/// Who calls without a token.
pub struct Anyone {
    /// The connection of this request.
    pub db: Db,
    trace: Trace,
}

impl<S: Sync> FromRequestParts<S> for Anyone {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let trace = parts.extensions.get::<Trace>().cloned();
        let opened = parts.extensions.get::<Opened>().cloned();
        Ok(Self {
            db: opened.unwrap_or_default().db().await?,
            trace: trace.unwrap_or_else(|| Trace::of(&parts.headers)),
        })
    }
}

impl Anyone {
    /// Takes the caller for this agent of a tenant; none when the tenant does not know it. Nothing may be done for the
    /// caller before a message is verified with the agent's key.
    pub async fn claiming(
        &mut self,
        tenant: TenantId,
        agent: &AgentId,
    ) -> Result<Option<Caller>, Problem> {
        let found = agents::enter(&mut self.db, tenant, agent).await?;
        Ok(found.map(|(scope, actor)| Caller {
            scope,
            actor,
            trace: self.trace.clone(),
            purpose: None,
        }))
    }
}
