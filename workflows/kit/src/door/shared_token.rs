//! Doors of the deployment, which one token opens that a variable holds.

use axum::http::request::Parts;
use store::tokens;

use super::bearer;
use crate::problem::Problem;

/// Shorter tokens can be guessed.
const SHORTEST: usize = 32;

/// Lets in who knows the token in this variable. Where it is empty, there is no door.
pub(super) async fn check(parts: &Parts, variable: &str) -> Result<(), Problem> {
    let token = crate::variables::get(variable).await;
    let token = token.ok_or_else(Problem::no_such_route)?;
    if token.len() < SHORTEST {
        let cause = format!("{variable} has fewer than {SHORTEST} characters");
        return Err(Problem::unavailable(cause));
    }
    let given = bearer(parts).ok_or_else(Problem::unauthenticated)?;
    // Hashes are compared: how long that takes tells nothing about the token.
    if tokens::hash(given) == tokens::hash(&token) {
        Ok(())
    } else {
        Err(Problem::unauthenticated())
    }
}
