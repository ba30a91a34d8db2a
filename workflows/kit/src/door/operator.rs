//! The operator's door: one token, of the vendor who runs this, in the variable `operator_token`.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::TenantId;
use store::{Sql, tenants};

use super::{Caller, shared_token};
use crate::problem::Problem;
use crate::sql::{Db, Opened};
use crate::trace::Trace;

/// The variable that holds the token. Where it is empty, the door is a wall.
const VARIABLE: &str = "operator_token";

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
        shared_token::check(parts, VARIABLE).await?;
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
