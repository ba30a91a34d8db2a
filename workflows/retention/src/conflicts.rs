//! Shows what is said about the same data and does not agree.

use axum::Json;
use domain::Permission;
use domain::retention::{Conflict, Reason};
use kit::door::Session;
use kit::page::Items;
use kit::problem::Problem;
use serde::Serialize;

use crate::terms::Terms;

/// Two things that do not agree, or one that has no effect.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ConflictView {
    /// The collection; null when there is none.
    collection: Option<String>,
    /// `limit-below-minimum`, `limit-beyond-declaration`, `held`, `unknown-field` or `applies-to-nothing`.
    #[schema(value_type = String, example = "limit-below-minimum")]
    conflict: domain::retention::ConflictKind,
    /// What does not get its way.
    #[schema(value_type = Object)]
    loses: Reason,
    /// What wins.
    #[schema(value_type = Option<Object>)]
    wins: Option<Reason>,
}

impl From<Conflict> for ConflictView {
    fn from(conflict: Conflict) -> Self {
        Self {
            collection: conflict.collection,
            conflict: conflict.conflict,
            loses: conflict.loses,
            wins: conflict.wins,
        }
    }
}

/// List where declarations, policies, statutory minimums and holds do not agree, and who wins.
#[utoipa::path(
    get,
    path = "/v1/retention/conflicts",
    operation_id = "list_retention_conflicts",
    tag = "retention",
    responses(
        (status = 200, description = "All of them", body = Items<ConflictView>),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
) -> Result<Json<Items<ConflictView>>, Problem> {
    caller.require(Permission::ReadRetention)?;
    let terms = Terms::find(&mut db, &caller.scope).await?;
    let (collections, policies) = (terms.declarations.iter(), &terms.policies);
    let found = domain::retention::conflicts(collections, policies, &terms.holds);
    Ok(Json(Items::new((found, None))))
}
