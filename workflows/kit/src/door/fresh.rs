//! Sessions: noting that they are used, and asking their owners again who they are.

use identity::{Lifetimes, STEP_UP};
use jiff::Timestamp;
use store::{Actor, Error, Sql, TenantScope, sessions};

use super::Caller;
use crate::problem::Problem;

/// The use of a session is noted when so much of its idle time is over: a twentieth, so that not every call writes.
const NOTED_EVERY: i32 = 20;

impl Caller {
    /// Refuses a session whose owner proved too long ago who they are. What comes with the token of a program is let
    /// through: nobody sits in front of it.
    ///
    /// # Errors
    /// 401 with what to do (RFC 9470).
    pub fn require_fresh(&self) -> Result<(), Problem> {
        let now = crate::clock::now();
        match &self.actor.session {
            Some(session) if now.duration_since(session.authenticated_at) > STEP_UP => {
                Err(Problem::not_fresh())
            }
            _ => Ok(()),
        }
    }
}

/// Notes that a session is used.
pub(super) async fn note_use<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), Error> {
    let Some(session) = &actor.session else {
        return Ok(());
    };
    let unnoted = now.duration_since(session.used_at);
    if unnoted < Lifetimes::of(actor.role).idle / NOTED_EVERY {
        return Ok(());
    }
    match sessions::touch(sql, scope, session.token_id, now).await {
        // The next call notes it.
        Err(Error::Busy) => Ok(()),
        done => done,
    }
}
