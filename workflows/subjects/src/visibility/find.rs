//! Shows who sees what of a collection.

use axum::Json;
use domain::Permission;
use domain::visibility::Visibility;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;

/// Get who sees which fields of a collection. Where nothing is said it is not found, and roles decide.
#[utoipa::path(
    get,
    path = "/v1/collections/{collection}/visibility",
    operation_id = "get_visibility",
    tag = "collections",
    params(("collection" = String, Path, description = "Name of the collection")),
    responses(
        (status = 200, description = "The rules", content_type = "application/json", body = Object),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<Json<Visibility>, Problem> {
    caller.require(Permission::ReadCollections)?;
    let name: String = path.get("collection")?;
    let mut said = store::visibility::list(&mut db, &caller.scope).await?;
    let said = said.remove(&name);
    Ok(Json(said.ok_or_else(|| Problem::not_found("visibility"))?))
}
