//! Finds a data subject.

use std::collections::BTreeMap;

use axum::Json;
use domain::{Permission, SubjectId};
use jiff::Timestamp;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;
use kit::sight::Sight;
use serde::Serialize;

/// A data subject, or the placeholder of an erased one.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct SubjectView {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    subject_id: SubjectId,
    /// When it was created; null for a placeholder.
    #[schema(value_type = Option<String>, format = DateTime)]
    created_at: Option<Timestamp>,
    /// How many records each collection has about it, of those that the call may see anything of.
    records: BTreeMap<String, u64>,
    /// Whether all of them are restricted (Art. 18): kept, given to the subject, and nothing else.
    restricted: bool,
}

/// Get a data subject. One that was erased is not found.
#[utoipa::path(
    get,
    path = "/v1/subjects/{subject}",
    operation_id = "get_subject",
    tag = "subjects",
    params(("subject" = String, Path, format = Uuid, description = "Id of the subject")),
    responses((status = 200, description = "The subject", body = SubjectView), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<Json<SubjectView>, Problem> {
    caller.require(Permission::ReadSubjects)?;
    let subject_id: SubjectId = path.get("subject")?;
    let found = store::subjects::find(&mut db, &caller.scope, subject_id).await?;
    let subject = found.ok_or_else(|| Problem::not_found("subject"))?;
    let sight = Sight::of(&mut db, &caller).await?;
    let mut records = store::records::count_by_subject(&mut db, &caller.scope, subject_id).await?;
    records.retain(|collection, _| sight.require(collection).is_ok());
    let restricted = store::restrictions::is_restricted(&mut db, &caller.scope, subject_id).await?;
    Ok(Json(SubjectView {
        subject_id,
        created_at: subject.created_at,
        records,
        restricted,
    }))
}
