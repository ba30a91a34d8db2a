//! Proves that the log only grew.

use axum::Json;
use domain::Permission;
use kit::door::Session;
use kit::problem::Problem;
use kit::query::Query;
use serde::{Deserialize, Serialize};

/// Which trees.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ConsistencyQuery {
    /// The size of the earlier tree, as a checkpoint has it.
    from: u64,
    /// The size of the later one.
    to: u64,
}

/// A proof (RFC 6962, section 2.1.2).
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ConsistencyProof {
    /// The size of the earlier tree.
    from: u64,
    /// The size of the later one.
    to: u64,
    /// The hashes, in base64.
    hashes: Vec<String>,
}

/// Prove that the tree of a later checkpoint has all that the tree of an earlier one had, and only adds to it.
#[utoipa::path(
    get,
    path = "/v1/audit/consistency",
    operation_id = "prove_audit_consistency",
    tag = "audit",
    params(ConsistencyQuery),
    responses((status = 200, description = "The proof", body = ConsistencyProof), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    Query(ConsistencyQuery { from, to }): Query<ConsistencyQuery>,
) -> Result<Json<ConsistencyProof>, Problem> {
    caller.require(Permission::ReadAudit)?;
    let hashes = kit::log::consistency(&mut db, &caller, (from, to)).await?;
    Ok(Json(ConsistencyProof { from, to, hashes }))
}
