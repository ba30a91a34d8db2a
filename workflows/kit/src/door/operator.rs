//! The operator's door: one token, of the vendor who runs this, in the variable `operator_token`.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::TenantId;
use store::{Sql, tenants, tokens};

use super::{Caller, bearer};
use crate::problem::Problem;
use crate::sql::{Db, Opened};
use crate::trace::Trace;

/// The variable that holds the token. Where it is empty, the door is a wall.
const VARIABLE: &str = "operator_token";

/// Shorter tokens can be guessed.
const SHORTEST: usize = 32;

/// The operator, who was let in.
pub struct Operator {
    /// The connection of this request.
    pub db: Db,
    /// The id of the call.
    pub trace: Trace,
}

impl<S: Sync> FromRequestParts<S> for Operator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let token = crate::variables::get(VARIABLE).await;
        let token = token.ok_or_else(Problem::no_such_route)?;
        if token.len() < SHORTEST {
            let cause = format!("{VARIABLE} has fewer than {SHORTEST} characters");
            return Err(Problem::unavailable(cause));
        }
        let given = bearer(parts).ok_or_else(Problem::unauthenticated)?;
        // Hashes are compared: how long that takes tells nothing about the token.
        if tokens::hash(given) != tokens::hash(&token) {
            return Err(Problem::unauthenticated());
        }
        let trace = parts.extensions.get::<Trace>().cloned();
        let opened = parts.extensions.get::<Opened>().cloned();
        Ok(Self {
            db: opened.unwrap_or_default().db().await?,
            trace: trace.unwrap_or_else(|| Trace::of(&parts.headers)),
        })
    }
}

/// Lets the operator work on a tenant.
///
/// # Errors
/// There is no such tenant.
pub async fn operator_for<S: Sql>(
    sql: &mut S,
    tenant_id: TenantId,
    trace: Trace,
) -> Result<Caller, Problem> {
    let found = tenants::scope_for_operator(sql, tenant_id).await?;
    let (scope, actor) = found.ok_or_else(|| Problem::not_found("tenant"))?;
    Ok(Caller {
        scope,
        actor,
        trace,
        purpose: None,
    })
}
