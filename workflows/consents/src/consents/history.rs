//! Lists everything that happened to the consents of a subject.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::{Permission, SubjectId};
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::path::Captured;
use kit::problem::Problem;
use kit::query::Query;

use super::{ConsentEventView, known, view};

/// List everything that happened to the consents of a subject, by purpose and in order (Art. 7(1)).
#[utoipa::path(
    get,
    path = "/v1/subjects/{subject}/consents/history",
    operation_id = "list_consent_events",
    tag = "consents",
    params(("subject" = String, Path, format = Uuid, description = "Id of the subject"), PageQuery),
    responses(
        (status = 200, description = "A page", body = Items<ConsentEventView>),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    Query(query): Query<PageQuery>,
    uri: Uri,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ReadConsents)?;
    let subject: SubjectId = path.get("subject")?;
    let page = query.page()?;
    known(&mut db, &caller, subject).await?;
    let (events, next) = store::consents::list(&mut db, &caller.scope, subject, &page).await?;
    let mut items = Vec::with_capacity(events.len());
    for logged in events {
        items.push(view(&mut db, &caller, subject, logged).await?);
    }
    Ok(Items { items, next }.answer(&uri))
}
