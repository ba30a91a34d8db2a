//! Shows callers what they may see.

use std::collections::BTreeMap;

use axum::Json;
use domain::visibility::Reach;
use kit::declarations::Declarations;
use kit::door::Session;
use kit::problem::Problem;
use kit::sight::Sight;
use serde::Serialize;

/// What the caller may see.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct OwnSight {
    /// Collections of which the caller may see anything.
    collections: Vec<OwnView>,
}

/// What the caller may see of a collection.
#[derive(Serialize, utoipa::ToSchema)]
struct OwnView {
    /// The collection.
    collection: String,
    /// Its fields that are open, and of whose records: `all`, those of the caller's `team`, or the `own`.
    #[schema(value_type = Object)]
    fields: BTreeMap<String, Reach>,
}

/// See what you may see: collections, their fields, and of whose records. With the header `lethe-purpose` it is what a
/// call for that purpose may see, as far as rules open it; whether a field is processed for it is another question.
#[utoipa::path(
    get,
    path = "/v1/visibility",
    operation_id = "get_own_visibility",
    tag = "collections",
    params(("lethe-purpose" = Option<String>, Header, description = "What the call would be for")),
    responses((status = 200, description = "What may be seen", body = OwnSight), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
) -> Result<Json<OwnSight>, Problem> {
    let sight = Sight::of(&mut db, &caller).await?;
    let declarations = Declarations::all(&mut db, &caller.scope).await?;
    let views = declarations.iter().map(|collection| OwnView {
        collection: collection.name.to_string(),
        fields: sight.view(collection).open().clone(),
    });
    let collections = views.filter(|view| !view.fields.is_empty()).collect();
    Ok(Json(OwnSight { collections }))
}
