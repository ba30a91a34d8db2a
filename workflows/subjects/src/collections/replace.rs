//! Replaces a declaration, as far as the records that exist permit it.

use axum::Json;
use domain::Permission;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::{Place, Problem};
use store::Tx;

use super::{get, incomplete, places, read, references, rules};

/// Replace a declaration.
///
/// While there are records, no field can go and none can change its type, class, owner, uniqueness or look-up.
#[utoipa::path(
    put,
    path = "/v1/collections/{collection}",
    operation_id = "replace_collection",
    tag = "collections",
    params(("collection" = String, Path, description = "Name of the collection")),
    request_body(content = Object, description = "The declaration", content_type = "application/json"),
    responses(
        (status = 200, description = "Replaced", content_type = "application/json", body = Object),
        kit::openapi::BodyRefusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Json<domain::Collection>, Problem> {
    caller.require(Permission::WriteCollections)?;
    let name: String = path.get("collection")?;
    let sent = incoming.json().await?;
    let mut tx = Tx::begin(&mut db).await?;
    store::collections::hold_alone(&mut tx, &caller.scope).await?;
    let old = get(&mut tx, &caller.scope, &name).await?;
    let collection = read(&sent)?;
    if collection.name != old.collection.name {
        let place = Place::pointer("/name", "a collection keeps its name");
        return Err(incomplete(vec![place]));
    }
    if !store::records::is_empty(&mut tx, &caller.scope, &name).await? {
        collection
            .compatible_with(&old.collection)
            .map_err(|found| {
                Problem::conflict(
                    "records-exist",
                    "records that exist do not permit this change",
                )
                .at_all(places(found))
            })?;
    }
    references::check(&mut tx, &caller.scope, &collection).await?;
    rules::check(&mut tx, &caller.scope, &collection).await?;
    let at = kit::clock::now();
    store::collections::replace(&mut tx, &caller.scope, &collection, old.revision, at).await?;
    Event::new("collection.replaced", "collection", &name)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(Json(collection))
}
