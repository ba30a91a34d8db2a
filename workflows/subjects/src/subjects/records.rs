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
use kit::reading::Reading;
use store::{Processing, Tx};

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
    caller.require(Permission::ReadRecords)?;
    let subject: SubjectId = path.get("subject")?;
    let page = query.page()?;
    let mut tx = Tx::begin(&mut db).await?;
    let found = store::subjects::find(&mut tx, &caller.scope, subject).await?;
    found.ok_or_else(|| Problem::not_found("subject"))?;
    let declarations = Declarations::all(&mut tx, &caller.scope).await?;
    let listed =
        store::records::list_by_subject(&mut tx, &caller.scope, Processing::Any, subject, &page)
            .await;
    let (rows, next) = listed?;
    let reading = Reading::of(&mut tx, &caller, declarations, rows).await?;
    // Only the count: together with a record's id the subject's would outlive its erasure.
    Event::new("subject.viewed", "subject", &subject)
        .count("records", reading.count())
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    let records = reading.open(&caller)?;
    Ok(Items::<RecordView>::new((records, next)).answer(&uri))
}
