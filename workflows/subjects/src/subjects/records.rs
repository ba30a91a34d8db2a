//! Lists what is kept about a data subject.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::{Permission, SubjectId};
use kit::audit::Event;
use kit::declarations::Declarations;
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::path::Captured;
use kit::problem::Problem;
use kit::query::Query;
use kit::sight::Sight;
use store::{Processing, Tx};

use crate::shown::Shown;
use crate::view::RecordView;

/// List the records about a subject in all collections, opened. The view is in the audit log. Restricted records
/// are left out; a subject whose records are all restricted is refused.
#[utoipa::path(
    get,
    path = "/v1/subjects/{subject}/records",
    operation_id = "list_subject_records",
    tag = "subjects",
    params(
        ("subject" = String, Path, format = Uuid, description = "Id of the subject"),
        ("lethe-purpose" = Option<String>, Header, description = "What the call is for; it then sees only what is processed for that, and agreed to"),
        PageQuery,
    ),
    responses(
        (status = 200, description = "A page", body = Items<RecordView>),
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
    let subject: SubjectId = path.get("subject")?;
    let page = query.page()?;
    let mut tx = Tx::begin(&mut db).await?;
    let sight = Sight::of(&mut tx, &caller).await?;
    sight.require_any()?;
    let found = store::subjects::find(&mut tx, &caller.scope, subject).await?;
    found.ok_or_else(|| Problem::not_found("subject"))?;
    let declarations = Declarations::all(&mut tx, &caller.scope).await?;
    // Who may not list subjects must not learn that there is one, or that it is restricted.
    let knows = caller.actor.role.may(Permission::ReadSubjects);
    let opens = |it| sight.view(it).shows_any(Some(subject));
    if !knows && !declarations.iter().any(opens) {
        return Err(Problem::not_found("subject"));
    }
    let listed =
        store::records::list_by_subject(&mut tx, &caller.scope, Processing::Any, subject, &page)
            .await;
    let (rows, next) = listed?;
    let shown = Shown::of(&mut tx, &caller, &sight, declarations, rows).await?;
    if !knows && shown.count() == 0 {
        return Err(Problem::not_found("subject"));
    }
    // Only the count: together with a record's id the subject's would outlive its erasure.
    shown
        .counted(Event::new("subject.viewed", "subject", &subject))
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    let records = shown.open(&caller)?;
    Ok(Items::<RecordView>::new((records, next)).answer(&uri))
}
