//! Finds a restriction.

use axum::Json;
use domain::Permission;
use kit::door::Session;
use kit::notes;
use kit::path::Captured;
use kit::problem::Problem;
use serde::Serialize;

use super::{RestrictionView, get, place};

/// A restriction with what its subject was told.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct RestrictionDetails {
    #[serde(flatten)]
    restriction: RestrictionView,
    /// What the subject was told before it is lifted; for those who handle requests.
    notice: Option<String>,
}

/// Get a restriction.
#[utoipa::path(
    get,
    path = "/v1/restrictions/{restriction}",
    operation_id = "get_restriction",
    tag = "restrictions",
    params(("restriction" = String, Path, format = Uuid, description = "Id of the restriction")),
    responses((status = 200, description = "The restriction", body = RestrictionDetails), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<Json<RestrictionDetails>, Problem> {
    caller.require(Permission::ReadRequests)?;
    let mut found = get(&mut db, &caller, path.get("restriction")?).await?;
    let may_read = caller.actor.role.may(Permission::HandleRequests);
    let notice = match found.notice.take().filter(|_| may_read) {
        Some(sealed) => notes::open(&mut db, &caller.scope, &place(&found), sealed).await?,
        None => None,
    };
    Ok(Json(RestrictionDetails {
        restriction: found.into(),
        notice,
    }))
}
