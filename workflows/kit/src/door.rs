//! The door: who calls, for which tenant, and what the role permits. There is no other way to a
//! [`TenantScope`].

#[cfg(feature = "signatures")]
mod agent;
mod credential;
mod denied;
mod departed;
mod fresh;
#[cfg(feature = "operator")]
mod operator;
#[cfg(any(feature = "operator", feature = "worker"))]
mod shared_token;
#[cfg(feature = "accounts")]
mod visitor;
#[cfg(feature = "worker")]
mod worker;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::Permission;
use store::{Actor, TenantScope, tokens};

#[cfg(feature = "signatures")]
pub use self::agent::Anyone;
#[cfg(feature = "accounts")]
pub use self::credential::{COOKIE, DEVICE_COOKIE, cookie};
use self::credential::{bearer, credential};
pub(crate) use self::denied::Denied;
pub use self::departed::Leaver;
#[cfg(feature = "operator")]
pub use self::operator::{Operator, operator_for};
#[cfg(feature = "accounts")]
pub use self::visitor::Visitor;
#[cfg(feature = "worker")]
pub use self::worker::Worker;
use crate::problem::{Place, Problem};
use crate::sql::{Db, Opened};
use crate::trace::Trace;

/// The header with what a call is for.
const PURPOSE: &str = "lethe-purpose";

/// Who calls.
#[derive(Clone)]
pub struct Caller {
    /// The tenant whose data the call sees.
    pub scope: TenantScope,
    /// The holder of the token.
    pub actor: Actor,
    /// The id of the call.
    pub trace: Trace,
    /// What the call says it is for, in the header `lethe-purpose`.
    pub purpose: Option<String>,
}

/// A caller who was let in, and the connection on which that was found out.
pub struct Session {
    /// Who calls.
    pub caller: Caller,
    /// The connection of this request.
    pub db: Db,
}

impl Caller {
    /// Refuses a caller whose role does not permit this.
    pub fn require(&self, permission: Permission) -> Result<(), Problem> {
        if self.actor.role.may(permission) {
            Ok(())
        } else {
            Err(Problem::forbidden())
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Session {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let hash = tokens::hash(credential(parts)?);
        let trace = parts.extensions.get::<Trace>().cloned();
        let trace = trace.unwrap_or_else(|| Trace::of(&parts.headers));
        let purpose = purpose(parts)?;
        let opened = parts.extensions.get::<Opened>().cloned();
        let mut db = opened.unwrap_or_default().db().await?;
        let now = crate::clock::now();
        let (scope, actor) = tokens::authenticate(&mut db, &hash, now)
            .await?
            .ok_or_else(Problem::unauthenticated)?;
        fresh::note_use(&mut db, &scope, &actor, now).await?;
        let caller = Caller {
            scope,
            actor,
            trace,
            purpose,
        };
        Denied::expect(parts, &caller);
        Ok(Self { caller, db })
    }
}

/// The purpose of the header `lethe-purpose`.
fn purpose(parts: &Parts) -> Result<Option<String>, Problem> {
    let Some(value) = parts.headers.get(PURPOSE) else {
        return Ok(None);
    };
    // Collections name their purposes in any words, and a header holds UTF-8 as well as ASCII.
    let text = std::str::from_utf8(value.as_bytes()).unwrap_or_default();
    if text.trim().is_empty() {
        let place = Place::parameter(PURPOSE, "must name a purpose, as collections name it");
        return Err(Problem::malformed("malformed-header", "a header cannot be read").at(place));
    }
    Ok(Some(text.trim().to_owned()))
}
