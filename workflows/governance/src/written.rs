//! Documents as answers, and the steps that all kinds of them have in common.

use axum::body::Body;
use axum::http::Response;
use domain::{DocumentId, Role, Shortcoming, TokenId};
use jiff::Timestamp;
use kit::audit::Event;
use kit::documents::{self, Document, Opened};
use kit::door::{Caller, Session};
use kit::idempotent::{Answer, Call};
use kit::page::Items;
use kit::problem::Problem;
use serde::Serialize;
use serde_json::Value as Json;
use store::{Page, Sql, TenantScope, Tx};

/// A version of a document.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct DocumentView {
    /// The document.
    #[schema(value_type = String, format = Uuid)]
    id: DocumentId,
    /// The number of the version: 1, 2, 3 and so on.
    version: u64,
    /// When it was written.
    #[schema(value_type = String, format = DateTime)]
    written_at: Timestamp,
    /// Who wrote it.
    written_by: Author,
    /// What it says.
    #[schema(value_type = Object)]
    content: Json,
    /// What the law wants and it does not say.
    missing: Vec<Missing>,
}

/// Who wrote something.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Author {
    /// The token.
    #[schema(value_type = String, format = Uuid)]
    token_id: TokenId,
    /// What the token is for.
    label: String,
    /// Its role.
    #[schema(value_type = String)]
    role: Role,
}

/// Something that is missing.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Missing {
    /// Where: a JSON Pointer (RFC 6901).
    pointer: String,
    /// What, and which article wants it.
    message: String,
}

/// A version that was written.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Written {
    /// The document.
    #[schema(value_type = String, format = Uuid)]
    id: DocumentId,
    /// The number of the version.
    version: u64,
}

impl From<Shortcoming> for Missing {
    fn from(found: Shortcoming) -> Self {
        Self {
            pointer: found.pointer,
            message: found.message,
        }
    }
}

/// A version as an answer.
pub(crate) fn view<D: Document>(
    opened: Opened<D>,
    missing: Vec<Shortcoming>,
) -> Result<DocumentView, Problem> {
    let content = serde_json::to_value(&opened.content)
        .map_err(|error| Problem::internal(error.to_string()))?;
    Ok(DocumentView {
        id: opened.document_id,
        version: opened.version,
        written_at: opened.at,
        written_by: Author {
            token_id: opened.actor.token_id,
            label: opened.actor.label,
            role: opened.actor.role,
        },
        content,
        missing: missing.into_iter().map(Into::into).collect(),
    })
}

/// A page of documents as an answer.
pub(crate) fn views<D: Document>(
    (opened, next): (Vec<Opened<D>>, Option<String>),
    missing: impl Fn(&D) -> Vec<Shortcoming>,
) -> Result<Items<DocumentView>, Problem> {
    let views = opened.into_iter().map(|opened| {
        let missing = missing(&opened.content);
        view(opened, missing)
    });
    Ok(Items {
        items: views.collect::<Result<_, _>>()?,
        next,
    })
}

/// Gets the newest version of a document.
pub(crate) async fn get<D: Document, S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    id: DocumentId,
) -> Result<Opened<D>, Problem> {
    let found = documents::latest(sql, scope, id).await?;
    found.ok_or_else(|| Problem::not_found(D::KIND))
}

/// Lists the versions of a document that is there.
pub(crate) async fn versions<D: Document, S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    id: DocumentId,
    page: &Page,
) -> Result<Items<DocumentView>, Problem> {
    get::<D, S>(sql, scope, id).await?;
    views::<D>(documents::versions(sql, scope, id, page).await?, |_| {
        Vec::new()
    })
}

/// Begins a document and answers with its place below `path`.
pub(crate) async fn begin<D: Document>(
    Session { caller, mut db }: Session,
    call: Call,
    path: &str,
    content: &D,
) -> Result<Response<Body>, Problem> {
    let id = DocumentId::generate(call.at, kit::entropy::bytes()?);
    let mut tx = call.begin(&mut db, &caller).await?;
    documents::create(&mut tx, &caller, id, call.at, content).await?;
    Event::new(&format!("{}.created", D::KIND), D::KIND, &id)
        .append(&mut tx, &caller)
        .await?;
    let written = Written { id, version: 1 };
    let answer = Answer::created(format!("{path}/{id}"), written);
    call.finish(tx, &caller, answer).await
}

/// Writes the next version of a document.
pub(crate) async fn rewrite<D: Document, S: Sql>(
    mut tx: Tx<'_, S>,
    caller: &Caller,
    id: DocumentId,
    content: &D,
) -> Result<Written, Problem> {
    let old = get::<D, _>(&mut tx, &caller.scope, id).await?;
    let at = kit::clock::now();
    documents::replace(&mut tx, caller, id, old.version, at, content).await?;
    let version = old.version.saturating_add(1);
    Event::new(&format!("{}.replaced", D::KIND), D::KIND, &id)
        .count("version", version)
        .append(&mut tx, caller)
        .await?;
    tx.commit().await?;
    Ok(Written { id, version })
}
