//! Finds the template of a kind of request.

use axum::Json;
use domain::Permission;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;

use super::{TemplateView, kind};

/// Get the steps that are taken for requests of a kind.
#[utoipa::path(
    get,
    path = "/v1/request-templates/{kind}",
    operation_id = "get_request_template",
    tag = "requests",
    params(("kind" = String, Path, description = "Kind of request")),
    responses((status = 200, description = "The template", body = TemplateView), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<Json<TemplateView>, Problem> {
    caller.require(Permission::ReadRequests)?;
    let template = store::templates::find(&mut db, &caller.scope, kind(&path)?).await?;
    Ok(Json(template.into()))
}
