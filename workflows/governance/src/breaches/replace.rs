//! Enters the next phase of a breach.

use axum::Json;
use domain::Permission;
use domain::breach::Breach;
use kit::body::Incoming;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;
use store::Tx;

use super::check;
use crate::written::{Written, rewrite};

/// Enter the next phase of a breach (Art. 33(4)). The phases before are kept.
#[utoipa::path(
    put,
    path = "/v1/breaches/{breach}",
    operation_id = "replace_breach",
    tag = "governance",
    params(("breach" = String, Path, format = Uuid, description = "Id of the breach")),
    request_body(content = Object, description = "What is known (Art. 33(3))", content_type = "application/json"),
    responses((status = 200, description = "Entered", body = Written), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Json<Written>, Problem> {
    caller.require(Permission::ManageGovernance)?;
    let id = path.get("breach")?;
    let breach: Breach = incoming.json().await?.parse()?;
    check(&breach, kit::clock::now())?;
    let tx = Tx::begin(&mut db).await?;
    Ok(Json(rewrite(tx, &caller, id, &breach).await?))
}
