//! Shows a hold.

use axum::Json;
use domain::{HoldId, Permission};
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;
use serde::Serialize;

use super::{HoldView, reason_of};

/// A hold with its reason.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct WithReason {
    #[serde(flatten)]
    hold: HoldView,
    /// Why, in prose; null when nobody said, when the subject was erased since, and for who may not place holds.
    reason: Option<String>,
}

/// Show a hold.
#[utoipa::path(
    get,
    path = "/v1/retention/holds/{hold}",
    operation_id = "find_legal_hold",
    tag = "retention",
    params(("hold" = String, Path, format = Uuid, description = "Id of the hold")),
    responses((status = 200, description = "The hold", body = WithReason), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<Json<WithReason>, Problem> {
    caller.require(Permission::ReadRetention)?;
    let hold: HoldId = path.get("hold")?;
    let found = store::holds::find(&mut db, &caller.scope, hold).await?;
    let mut placed = found.ok_or_else(|| Problem::not_found("hold"))?;
    // An auditor sees no personal data.
    let may_read = caller.actor.role.may(Permission::ManageRetention);
    let reason = match (placed.hold.subject_id, placed.reason.take()) {
        (Some(subject), Some(sealed)) if may_read => {
            let place = reason_of(hold, subject);
            kit::notes::open(&mut db, &caller.scope, &place, sealed).await?
        }
        _ => None,
    };
    let hold = placed.into();
    Ok(Json(WithReason { hold, reason }))
}
