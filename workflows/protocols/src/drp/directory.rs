//! What the directory of the network says of a business (3.05.2).

use axum::Json;
use domain::TenantId;
use domain::protocols::Protocol;
use kit::door::Anyone;
use kit::path::Captured;
use kit::problem::Problem;
use serde_json::Value;

/// Gives the entry of the business. Its address was part of the protocol before 0.9.
pub(super) async fn handler(mut anyone: Anyone, path: Captured) -> Result<Json<Value>, Problem> {
    let tenant: TenantId = path.get("tenant")?;
    let found = store::publications::find(&mut anyone.db, tenant, Protocol::Drp).await?;
    let found = found.ok_or_else(|| Problem::not_found("business"))?;
    Ok(Json(found))
}
