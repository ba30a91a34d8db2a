//! Replaces the template of a kind of request.

use axum::Json;
use domain::Permission;
use domain::request::Template;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::{Place, Problem};
use store::Tx;

use super::{TemplateView, kind};

/// Replace the steps that are taken for requests of a kind. Requests that were received keep theirs.
#[utoipa::path(
    put,
    path = "/v1/request-templates/{kind}",
    operation_id = "replace_request_template",
    tag = "requests",
    params(("kind" = String, Path, description = "Kind of request")),
    request_body = TemplateView,
    responses((status = 200, description = "Replaced", body = TemplateView), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Json<TemplateView>, Problem> {
    caller.require(Permission::HandleRequests)?;
    let kind = kind(&path)?;
    let template = Template(incoming.json().await?.parse::<TemplateView>()?.steps);
    template.check().map_err(|found| {
        let place = |found: domain::Shortcoming| Place::pointer(found.pointer, found.message);
        let detail = "the steps cannot be told apart or read";
        Problem::invalid(detail, found.into_iter().map(place).collect())
    })?;
    let mut tx = Tx::begin(&mut db).await?;
    store::templates::put(&mut tx, &caller.scope, kind, &template, kit::clock::now()).await?;
    Event::new(
        "request-template.replaced",
        "request-template",
        &kind.as_str(),
    )
    .append(&mut tx, &caller)
    .await?;
    tx.commit().await?;
    Ok(Json(template.into()))
}
