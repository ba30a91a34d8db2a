//! The door of those who leave: the token that gave notice opens one thing more than any other, and goes on opening
//! it when all tokens are gone.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use store::offboarding::{self, Offboarding};
use store::tokens;

use super::{Session, bearer};
use crate::problem::Problem;
use crate::sql::Opened;

/// Who asks how the offboarding stands.
pub enum Leaver {
    /// Somebody with a token that is valid.
    Session(Box<Session>),
    /// The one who gave notice, for a tenant whose tokens are gone.
    Gone(Box<Offboarding>),
}

impl<S: Sync> FromRequestParts<S> for Leaver {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let refused = match Session::from_request_parts(parts, state).await {
            Ok(session) => return Ok(Self::Session(Box::new(session))),
            Err(refused) => refused,
        };
        let Some(token) = bearer(parts) else {
            return Err(refused);
        };
        let opened = parts.extensions.get::<Opened>().cloned();
        let mut db = opened.unwrap_or_default().db().await?;
        let found = offboarding::find_by_token(&mut db, &tokens::hash(token)).await?;
        // While the tenant is there, a token that was revoked opens nothing.
        let gone = found.filter(|found| found.state != offboarding::OffboardingState::Noticed);
        gone.map(|gone| Self::Gone(Box::new(gone))).ok_or(refused)
    }
}
