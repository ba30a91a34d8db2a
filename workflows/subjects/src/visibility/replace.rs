//! Says who sees what of a collection.

use axum::Json;
use domain::Permission;
use domain::visibility::Visibility;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::{Place, Problem};
use store::Tx;

use crate::collections::get;

/// Say who sees which fields of a collection, by role, group, type or account, of whose records, and for which purpose.
/// Nothing else is then seen of it, by any role; it holds from the next call on.
///
/// `{"linked_name": "name", "rules": [{"viewers": {"roles": [], "groups": ["hr"], "types": [], "accounts": []}, "fields":
/// ["name", "email"], "records": "all" | "team" | "own", "purposes": []}]}`. Fields left out are all fields. `linked_name`
/// is the field by which subjects are called in records that are about them, for who sees nothing else of them.
#[utoipa::path(
    put,
    path = "/v1/collections/{collection}/visibility",
    operation_id = "replace_visibility",
    tag = "collections",
    params(("collection" = String, Path, description = "Name of the collection")),
    request_body(content = Object, description = "The rules", content_type = "application/json"),
    responses(
        (status = 200, description = "Said", content_type = "application/json", body = Object),
        kit::openapi::BodyRefusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Json<Visibility>, Problem> {
    caller.require(Permission::WriteCollections)?;
    caller.require_fresh()?;
    let name: String = path.get("collection")?;
    let visibility: Visibility = incoming.json().await?.parse()?;
    let mut tx = Tx::begin(&mut db).await?;
    let declared = get(&mut tx, &caller.scope, &name).await?;
    visibility.check(&declared.collection).map_err(|found| {
        let places = found.into_iter();
        let places = places.map(|found| Place::pointer(found.pointer, found.message));
        Problem::invalid("the rules do not fit the collection", places.collect())
    })?;
    let at = kit::clock::now();
    store::visibility::put(&mut tx, &caller.scope, &name, &visibility, at).await?;
    Event::new("visibility.replaced", "collection", &name)
        .count("rules", visibility.rules.len() as u64)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(Json(visibility))
}
