//! Finds a declaration.

use axum::Json;
use domain::Permission;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;

/// Get a declaration, with everything that fields inherit written out.
#[utoipa::path(
    get,
    path = "/v1/collections/{collection}",
    operation_id = "get_collection",
    tag = "collections",
    params(("collection" = String, Path, description = "Name of the collection")),
    responses(
        (status = 200, description = "The declaration", content_type = "application/json", body = Object),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<Json<domain::Collection>, Problem> {
    caller.require(Permission::ReadCollections)?;
    let name: String = path.get("collection")?;
    Ok(Json(
        super::get(&mut db, &caller.scope, &name).await?.collection,
    ))
}
