//! The door of background work: whoever calls the routes that work jobs off, such as a cron, knows the
//! token in the variable `jobs_token`.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::Timestamp;
use store::jobs;

use super::{Caller, shared_token};
use crate::problem::Problem;
use crate::sql::{Db, Opened};
use crate::trace::Trace;

/// The variable that holds the token.
const VARIABLE: &str = "jobs_token";

/// Who works jobs off, and was let in.
pub struct Worker {
    /// The connection of this request.
    pub db: Db,
    trace: Trace,
}

impl<S: Sync> FromRequestParts<S> for Worker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        shared_token::check(parts, VARIABLE).await?;
        let trace = parts.extensions.get::<Trace>().cloned();
        let opened = parts.extensions.get::<Opened>().cloned();
        Ok(Self {
            db: opened.unwrap_or_default().db().await?,
            trace: trace.unwrap_or_else(|| Trace::of(&parts.headers)),
        })
    }
}

impl Worker {
    /// Goes to work for the tenant whose job is due next; none when no job is.
    pub async fn next(&mut self, now: Timestamp) -> Result<Option<Caller>, Problem> {
        let found = jobs::enter_next(&mut self.db, now).await?;
        Ok(found.map(|(scope, actor)| Caller {
            scope,
            actor,
            trace: self.trace.clone(),
            purpose: None,
        }))
    }
}
