//! Shows the tree over the events.

use axum::Json;
use domain::Permission;
use kit::door::Session;
use kit::log::Log;
use kit::problem::Problem;
use serde::Serialize;

/// The tree over the events of a log (RFC 6962): leaf 0 is event 1.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct TreeView {
    /// The name of the log.
    origin: String,
    /// The key that its checkpoints are signed with, as others' tools take it (C2SP signed-note).
    verifier_key: String,
    /// How many events it has.
    size: u64,
    /// The root of the tree, in base64.
    root: String,
    /// Up to which event it is forgotten what was said; the hashes of those events stay. 0 when none is.
    forgotten: u64,
}

/// Show the tree over the events, and the key that its checkpoints are signed with. To be noted down by whoever wants to
/// check later that nothing was changed.
#[utoipa::path(
    get,
    path = "/v1/audit/tree",
    operation_id = "find_audit_tree",
    tag = "audit",
    responses((status = 200, description = "The tree", body = TreeView), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
) -> Result<Json<TreeView>, Problem> {
    caller.require(Permission::ReadAudit)?;
    let log = Log::open(&mut db, &caller, kit::clock::now()).await?;
    Ok(Json(TreeView {
        origin: log.origin().to_owned(),
        verifier_key: log.verifier()?.to_text(),
        size: log.frontier.size(),
        root: log.frontier.root().to_base64(),
        forgotten: store::audit::tree::forgotten(&mut db, &caller.scope).await?,
    }))
}
