//! A controller that called with a token of the tenant, which takes part in the protocol.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::protocols::Protocols;
use domain::{Permission, TenantId};
use kit::Db;
use kit::door::{Caller, Session};
use kit::path::Captured;
use kit::problem::Problem;

use super::answer::Signer;
use crate::settings;

/// A controller that was let in.
pub(crate) struct Controller {
    /// Who calls.
    pub(crate) caller: Caller,
    /// The connection of this request.
    pub(crate) db: Db,
    /// What the tenant set up.
    pub(crate) protocols: Protocols,
    /// Signs the answers.
    pub(crate) signer: Signer,
}

impl<S: Sync + Send> FromRequestParts<S> for Controller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Session { caller, mut db } = Session::from_request_parts(parts, state).await?;
        caller.require(Permission::HandleRequests)?;
        let path = Captured::from_request_parts(parts, state).await?;
        let tenant: TenantId = path.get("tenant")?;
        // Another tenant looks like one that does not take part.
        let absent = || Problem::not_found("processor");
        if tenant != caller.scope.tenant_id() {
            return Err(absent());
        }
        let mut protocols = settings::current(&mut db, &caller.scope).await?;
        let opendsr = protocols.opendsr.take().ok_or_else(absent)?;
        let key = opendsr.private_key.ok_or_else(absent)?;
        let signer = Signer::new(&key, opendsr.domain)?;
        Ok(Self {
            caller,
            db,
            protocols,
            signer,
        })
    }
}
