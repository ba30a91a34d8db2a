//! Proves that an event is in the log.

use axum::Json;
use domain::Permission;
use kit::door::Session;
use kit::problem::Problem;
use kit::query::Query;
use serde::{Deserialize, Serialize};

/// Which event, and in which tree.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct InclusionQuery {
    /// The number of the event.
    #[param(minimum = 1)]
    seq: u64,
    /// The size of the tree, as a checkpoint has it.
    #[param(minimum = 1)]
    size: u64,
}

/// A proof (RFC 6962, section 2.1.1).
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct InclusionProof {
    /// The place of the leaf, from 0 on.
    leaf_index: u64,
    /// The size of the tree.
    size: u64,
    /// The hashes from the leaf to the root, in base64.
    hashes: Vec<String>,
}

/// Prove that an event is in the tree of a checkpoint. The leaf is the event as `GET /v1/audit/events` gives it, as
/// canonical JSON (RFC 8785).
#[utoipa::path(
    get,
    path = "/v1/audit/inclusion",
    operation_id = "prove_audit_inclusion",
    tag = "audit",
    params(InclusionQuery),
    responses((status = 200, description = "The proof", body = InclusionProof), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    Query(InclusionQuery { seq, size }): Query<InclusionQuery>,
) -> Result<Json<InclusionProof>, Problem> {
    caller.require(Permission::ReadAudit)?;
    let hashes = kit::log::inclusion(&mut db, &caller, (seq, size)).await?;
    let leaf_index = seq.saturating_sub(1);
    Ok(Json(InclusionProof {
        leaf_index,
        size,
        hashes,
    }))
}
