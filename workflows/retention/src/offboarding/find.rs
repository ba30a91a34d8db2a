//! Shows where the offboarding stands.

use axum::Json;
use domain::Permission;
use kit::door::{Leaver, Session};
use kit::problem::Problem;

use super::{OffboardingView, standing, view};

/// See where the offboarding stands. The token that gave notice sees it also when the tenant is gone, and then the
/// certificate with it.
#[utoipa::path(
    get,
    path = "/v1/offboarding",
    operation_id = "find_offboarding",
    tag = "offboarding",
    responses((status = 200, description = "Where it stands", body = OffboardingView), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(leaver: Leaver) -> Result<Json<OffboardingView>, Problem> {
    match leaver {
        Leaver::Session(session) => {
            let Session { caller, mut db } = *session;
            caller.require(Permission::ReadGovernance)?;
            standing(&mut db, &caller.scope).await.map(Json)
        }
        Leaver::Gone(found) => Ok(Json(view(*found, None))),
    }
}
