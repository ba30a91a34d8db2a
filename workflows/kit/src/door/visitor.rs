//! The door of who wants to sign in: they name a tenant, and nothing is done for them before what they sign in with is
//! checked.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::{Role, TenantId, TokenId};
use store::{Actor, accounts};

use super::{Caller, DEVICE_COOKIE, cookie};
use crate::problem::Problem;
use crate::sql::{Db, Opened};
use crate::trace::Trace;

/// Who wants to sign in.
pub struct Visitor {
    /// The connection of this request.
    pub db: Db,
    /// What the device is known by, from its cookie.
    pub device: Option<String>,
    trace: Trace,
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let trace = parts.extensions.get::<Trace>().cloned();
        let opened = parts.extensions.get::<Opened>().cloned();
        Ok(Self {
            db: opened.unwrap_or_default().db().await?,
            device: cookie(parts, DEVICE_COOKIE).map(str::to_owned),
            trace: trace.unwrap_or_else(|| Trace::of(&parts.headers)),
        })
    }
}

impl Visitor {
    /// Works for the tenant that somebody names; none when there is no such tenant. Until it is known who calls, evidence
    /// names nobody.
    pub async fn naming(&mut self, tenant: TenantId) -> Result<Option<Caller>, Problem> {
        let scope = accounts::enter(&mut self.db, tenant).await?;
        Ok(scope.map(|scope| Caller {
            scope,
            actor: Actor {
                token_id: TokenId::from_uuid(uuid::Uuid::nil()),
                label: "sign-in".to_owned(),
                role: Role::Member,
                session: None,
            },
            trace: self.trace.clone(),
            purpose: None,
        }))
    }
}
