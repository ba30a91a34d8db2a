//! Lists the hashes of leaves.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::Permission;
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::problem::Problem;
use kit::query::Query;
use serde::Serialize;

/// The hash of a leaf.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct LeafView {
    /// The number of the event.
    seq: u64,
    /// The hash of its leaf (RFC 6962, section 2.1), in base64.
    hash: String,
}

impl From<(u64, kit::log::Hash)> for LeafView {
    fn from((seq, hash): (u64, kit::log::Hash)) -> Self {
        Self {
            seq,
            hash: hash.to_base64(),
        }
    }
}

/// List the hashes of all leaves by number: of events too of which it is forgotten what they said.
#[utoipa::path(
    get,
    path = "/v1/audit/leaves",
    operation_id = "list_audit_leaves",
    tag = "audit",
    params(PageQuery),
    responses((status = 200, description = "A page", body = Items<LeafView>), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    Query(query): Query<PageQuery>,
    uri: Uri,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ReadAudit)?;
    let page = query.page()?;
    let leaves = store::audit::tree::leaves(&mut db, &caller.scope, &page).await?;
    Ok(Items::<LeafView>::new(leaves).answer(&uri))
}
