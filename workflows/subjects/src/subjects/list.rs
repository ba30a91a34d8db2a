//! Lists data subjects.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::{Permission, SubjectId};
use jiff::Timestamp;
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::problem::Problem;
use kit::query::Query;
use serde::Serialize;

/// A data subject in a list.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct SubjectItem {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    subject_id: SubjectId,
    /// When it was created.
    #[schema(value_type = Option<String>, format = DateTime)]
    created_at: Option<Timestamp>,
}

impl From<store::subjects::Subject> for SubjectItem {
    fn from(subject: store::subjects::Subject) -> Self {
        Self {
            subject_id: subject.subject_id,
            created_at: subject.created_at,
        }
    }
}

/// List data subjects in the order of their creation.
#[utoipa::path(
    get,
    path = "/v1/subjects",
    operation_id = "list_subjects",
    tag = "subjects",
    params(PageQuery),
    responses(
        (status = 200, description = "A page", body = Items<SubjectItem>),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    Query(query): Query<PageQuery>,
    uri: Uri,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ReadSubjects)?;
    let page = query.page()?;
    let found = store::subjects::list(&mut db, &caller.scope, &page).await?;
    Ok(Items::<SubjectItem>::new(found).answer(&uri))
}
