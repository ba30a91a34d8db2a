//! Finds a notice.

use axum::Json;
use axum::body::Body;
use axum::http::Response;
use axum::response::IntoResponse;
use domain::Permission;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;
use kit::query::Query;
use maud::html;

use super::Notice;
use crate::form::{Form, FormQuery};
use crate::page::page;
use crate::written::{DocumentView, get, view};

/// Get a notice in its newest version, as JSON or as a page.
#[utoipa::path(
    get,
    path = "/v1/notices/{notice}",
    operation_id = "get_notice",
    tag = "governance",
    params(("notice" = String, Path, format = Uuid, description = "Id of the notice"), FormQuery),
    responses((status = 200, description = "The notice", body = DocumentView), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    Query(query): Query<FormQuery>,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ReadGovernance)?;
    let notice = get::<Notice, _>(&mut db, &caller.scope, path.get("notice")?).await?;
    if matches!(query.format, Form::Json) {
        return Ok(Json(view(notice, Vec::new())?).into_response());
    }
    let sections = html! {
        @for section in &notice.content.sections {
            h2 { (section.heading) }
            @for paragraph in &section.paragraphs { p { (paragraph) } }
            p { small { "Art. " (section.article) " GDPR" } }
        }
        p { small { "Version " (notice.version) " of " (notice.at) } }
    };
    Ok(page("en", &notice.content.wanted.title, &sections))
}
