//! What a data subject gets: a copy of what is kept about them, and why (Art. 15), or what they provided,
//! for another controller (Art. 20).

mod copying;
mod document;
mod file;
mod records;

use axum::body::Body;
use axum::http::Response;
use domain::collection::{Collection, OnExport, Owner, Retention};
use domain::request::{RequestKind, RequestState};
use domain::{DataClass, Field, LawfulBasis, Permission, RequestId, SubjectId};
use jiff::Timestamp;
use kit::audit::Event;
use kit::declarations::Declarations;
use kit::door::{Caller, Session};
use kit::erasure::erased;
use kit::keys::Keyring;
use kit::path::Captured;
use kit::problem::Problem;
use kit::query::Query;
use kit::sight::Sight;
use serde::Serialize;
use store::requests::Request;
use store::{Sql, Tx};

use self::copying::{Copying, Format};
use self::document::Document;
use self::file::{AnswerQuery, File};
use self::records::Records;
use crate::content;
use crate::view::get;

/// The rights that a copy must name (Art. 15(1)(e) and (f)).
const RIGHTS: [&str; 6] = [
    "rectification",
    "erasure",
    "restriction",
    "objection",
    "portability",
    "complaint",
];

/// The copy.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Copy {
    /// The request that it answers.
    #[schema(value_type = String, format = Uuid)]
    request_id: RequestId,
    /// Whom it is about.
    #[schema(value_type = String, format = Uuid)]
    subject_id: SubjectId,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    made_at: Timestamp,
    /// What the subject can ask for.
    rights: [&'static str; 6],
    /// What is kept; of a request for portability, what is processed on consent or for a contract.
    collections: Vec<CollectionCopy>,
    /// What the subject stated to complete it (Art. 16).
    statements: Vec<String>,
}

/// What one collection keeps about the subject.
#[derive(Serialize, utoipa::ToSchema)]
struct CollectionCopy {
    /// The collection.
    collection: String,
    /// Why it is kept (Art. 15(1)(a)).
    purpose: String,
    /// What makes that lawful.
    #[schema(value_type = String)]
    lawful_basis: LawfulBasis,
    /// For how long (Art. 15(1)(d)).
    #[schema(value_type = Object)]
    retention: Retention,
    /// Where it comes from (Art. 15(1)(g)), as far as the collection says.
    source: Option<String>,
    /// The fields of the copy.
    fields: Vec<FieldCopy>,
    /// The records.
    #[schema(value_type = Vec<Object>)]
    records: Vec<serde_json::Map<String, serde_json::Value>>,
}

/// A field of the copy.
#[derive(Serialize, utoipa::ToSchema)]
struct FieldCopy {
    /// The field.
    name: String,
    /// Its category (Art. 15(1)(b)).
    #[schema(value_type = String)]
    class: DataClass,
    /// Why it is kept.
    purpose: String,
    /// What makes that lawful.
    #[schema(value_type = String)]
    lawful_basis: LawfulBasis,
    /// For how long.
    #[schema(value_type = Object)]
    retention: Retention,
}

/// Get the copy of what is kept about the subject, or of what they provided. The view is in the audit log.
///
/// Who may not see one of its fields is refused, and told which: a copy is whole (Art. 15(3)).
/// A copy of more than a mebibyte is sent while it is made; where that fails, it breaks off.
#[utoipa::path(
    get,
    path = "/v1/requests/{request}/answer",
    operation_id = "answer_request",
    tag = "requests",
    params(
        ("request" = String, Path, format = Uuid, description = "Id of the request"),
        AnswerQuery,
    ),
    responses((status = 200, description = "The copy", body = Copy), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    Query(query): Query<AnswerQuery>,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::HandleRequests)?;
    caller.require_fresh()?;
    let request = get(&mut db, &caller, path.get("request")?).await?;
    if !request.kind.has_answer() || request.state != RequestState::Completed {
        let detail = "only a request for access or portability that was carried out has an answer";
        return Err(Problem::conflict("wrong-state", detail));
    }
    let (subject_id, made_at) = (request.subject_id, kit::clock::now());
    let mut tx = Tx::begin(&mut db).await?;
    store::subjects::find(&mut tx, &caller.scope, subject_id)
        .await?
        .ok_or_else(erased)?;
    let declarations = Declarations::all(&mut tx, &caller.scope).await?;
    let counts = store::records::count_by_subject(&mut tx, &caller.scope, subject_id).await?;
    let sight = Sight::of(&mut tx, &caller).await?;
    sight.require_all(&declarations, Some(subject_id), |collection| {
        let has_records = counts.contains_key(collection.name.as_str());
        let fields = || included(request.kind, collection);
        has_records.then(fields).unwrap_or_default()
    })?;
    let keys = Keyring::get(&mut tx, &caller.scope, [subject_id]).await?;
    let statements = statements(&mut tx, &caller, subject_id).await?;
    Event::new("request.answered", "request", &request.request_id)
        .count("records", counts.values().sum())
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;

    let about = About {
        request,
        made_at,
        declarations,
        statements,
    };
    let format = match query.wish() {
        Some(wish) => Format::File(Box::new(File::begin(&mut db, &caller, wish, &about).await?)),
        None => Format::Document(Document::new(&about)?),
    };
    let copying = Copying {
        records: Records::of(subject_id, keys),
        caller,
        db,
        about,
        format,
    };
    copying.respond().await
}

/// What a copy is of.
struct About {
    request: Request,
    made_at: Timestamp,
    declarations: Declarations,
    statements: Vec<String>,
}

/// What the subject stated in rectifications that were carried out.
async fn statements<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    subject: SubjectId,
) -> Result<Vec<String>, Problem> {
    let (scope, kind) = (&caller.scope, RequestKind::Rectification);
    let mut statements = Vec::new();
    for request in store::requests::list_completed(sql, scope, subject, kind).await? {
        let content = content::open(sql, scope, &request).await?;
        let rectification = content.and_then(|content| content.rectification);
        statements.extend(rectification.and_then(|rectification| rectification.statement));
    }
    Ok(statements)
}

/// Whether a field is what the subject has a right to take to another controller (Art. 20(1)).
fn is_portable(field: &Field) -> bool {
    let basis = field.lawful_basis;
    matches!(basis, LawfulBasis::Consent | LawfulBasis::Contract)
}

/// The fields of which the subject gets a copy.
fn included(kind: RequestKind, collection: &Collection) -> Vec<&Field> {
    collection
        .fields
        .iter()
        .filter(|field| field.on_export == OnExport::Include)
        .filter(|field| kind == RequestKind::Access || is_portable(field))
        .collect()
}

/// The copy of a collection, without its records.
fn copy(kind: RequestKind, collection: &Collection) -> CollectionCopy {
    CollectionCopy {
        collection: collection.name.to_string(),
        purpose: collection.purpose.clone(),
        lawful_basis: collection.lawful_basis,
        retention: collection.retention.clone(),
        source: match &collection.owner {
            Owner::Reference {
                collection, field, ..
            } => Some(format!(
                "recorded about a person of {collection}, named by {field}"
            )),
            Owner::Subject | Owner::None => None,
        },
        fields: included(kind, collection)
            .into_iter()
            .map(field_copy)
            .collect(),
        records: Vec::new(),
    }
}

fn field_copy(field: &Field) -> FieldCopy {
    FieldCopy {
        name: field.name.clone(),
        class: field.class,
        purpose: field.purpose.clone(),
        lawful_basis: field.lawful_basis,
        retention: field.retention.clone(),
    }
}
