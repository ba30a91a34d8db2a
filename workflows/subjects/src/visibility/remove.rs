//! Leaves it to the roles who sees a collection.

use axum::http::StatusCode;
use domain::Permission;
use kit::audit::Event;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;
use store::Tx;

/// Take back who sees which fields of a collection: roles decide again, and those that may read records see all of it.
#[utoipa::path(
    delete,
    path = "/v1/collections/{collection}/visibility",
    operation_id = "remove_visibility",
    tag = "collections",
    params(("collection" = String, Path, description = "Name of the collection")),
    responses((status = 204, description = "Taken back"), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<StatusCode, Problem> {
    caller.require(Permission::WriteCollections)?;
    caller.require_fresh()?;
    let name: String = path.get("collection")?;
    let mut tx = Tx::begin(&mut db).await?;
    match store::visibility::remove(&mut tx, &caller.scope, &name).await {
        Err(store::Error::Missing { .. }) => return Err(Problem::not_found("visibility")),
        removed => removed?,
    }
    Event::new("visibility.removed", "collection", &name)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
