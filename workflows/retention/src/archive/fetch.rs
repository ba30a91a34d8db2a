//! Fetches a part of the archive.

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use domain::{DeliveryId, Permission};
use jiff::Timestamp;
use kit::audit::Event;
use kit::declarations::Declarations;
use kit::door::{Caller, Session};
use kit::problem::Problem;
use kit::query::Query;
use kit::sight::Sight;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::{Sql, Tx, deliveries};

use super::contents;
use super::cursor::Cursor;
use super::part::Part;

/// The header with what the next call is told.
const NEXT: &str = "lethe-next";

/// Which part.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PartQuery {
    /// The `lethe-next` of the part before; the first part when left out.
    after: Option<String>,
}

/// Fetch everything that is kept of the tenant, as a tar file in parts of about 8 MiB: put together in their order they
/// are the file. As long as the answer has the header `lethe-next`, there is another part, `?after=` what it says; a part
/// can be fetched again. What changes meanwhile is in the archive as it was when its part was made.
#[utoipa::path(
    get,
    path = "/v1/archive",
    operation_id = "fetch_archive",
    tag = "offboarding",
    params(PartQuery),
    responses(
        (status = 200, description = "A part", body = Vec<u8>, content_type = "application/x-tar",
            headers(("lethe-next" = String, description = "What the next call is told; not there on the last part"))),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    Query(query): Query<PartQuery>,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::Offboard)?;
    let declarations = Declarations::all(&mut db, &caller.scope).await?;
    let sight = Sight::of(&mut db, &caller).await?;
    sight.require_all(&declarations, None, |it| it.fields.iter().collect())?;
    let now = kit::clock::now();
    let mut cursor = match &query.after {
        Some(text) => Cursor::of(text)?,
        None => begin(&mut db, &caller, now).await?,
    };
    let delivery = cursor.delivery;
    if deliveries::find(&mut db, &caller.scope, delivery)
        .await?
        .is_none()
    {
        return Err(Problem::not_found("delivery"));
    }
    let first = cursor.file;
    let mut part = contents::write(&mut db, &caller, &mut cursor, now).await?;
    let mut tx = Tx::begin(&mut db).await?;
    deliveries::put_files(&mut tx, &caller.scope, delivery, first, &part.files).await?;
    let is_last = cursor.table.is_none();
    if is_last {
        finish(&mut tx, &caller, delivery, &mut part, now).await?;
    }
    tx.commit().await?;
    let next = if is_last {
        None
    } else {
        Some(cursor.to_text()?)
    };
    response(part, delivery, next.as_deref())
}

/// Begins a delivery.
async fn begin<S: Sql>(sql: &mut S, caller: &Caller, at: Timestamp) -> Result<Cursor, Problem> {
    let delivery = DeliveryId::generate(at, kit::entropy::bytes()?);
    let mut tx = Tx::begin(sql).await?;
    deliveries::begin(&mut tx, &caller.scope, delivery, at).await?;
    Event::new("archive.begun", "delivery", &delivery)
        .append(&mut tx, caller)
        .await?;
    tx.commit().await?;
    Ok(Cursor {
        delivery,
        table: contents::first_table(),
        after: None,
        file: 1,
    })
}

/// Adds the manifest to the last part.
async fn finish<S: Sql>(
    tx: &mut Tx<'_, S>,
    caller: &Caller,
    delivery: DeliveryId,
    part: &mut Part,
    at: Timestamp,
) -> Result<(), Problem> {
    let scope = &caller.scope;
    let files = deliveries::files(tx, scope, delivery).await?;
    let listed: Vec<_> = files
        .iter()
        .map(|file| {
            json!({
                "name": file.name,
                "sha256": file.digest,
                "bytes": file.size,
                "rows": file.rows,
            })
        })
        .collect();
    let manifest = json!({
        "type": "lethe:archive:1",
        "tenant_id": scope.tenant_id(),
        "delivery_id": delivery,
        "finished_at": at,
        "files": listed,
    });
    let text = serde_json_canonicalizer::to_string(&manifest)
        .map_err(|error| Problem::internal(error.to_string()))?;
    part.add("manifest.json", text.as_bytes(), 0)?;
    part.end();
    let digest = hex::encode(Sha256::digest(text.as_bytes()));
    deliveries::finish(tx, scope, delivery, &digest, at).await?;
    let rows = files.iter().map(|file| file.rows).sum();
    Event::new("archive.finished", "delivery", &delivery)
        .count("files", files.len() as u64)
        .count("rows", rows)
        .append(tx, caller)
        .await
}

fn response(
    part: Part,
    delivery: DeliveryId,
    next: Option<&str>,
) -> Result<Response<Body>, Problem> {
    let unfit = |_| Problem::internal("a cursor is no header");
    let mut response = Response::new(Body::from(part.into_bytes()));
    let headers = response.headers_mut();
    let media_type = HeaderValue::from_static("application/x-tar");
    headers.insert(header::CONTENT_TYPE, media_type);
    let disposition = format!("attachment; filename=\"lethe-{delivery}.tar\"");
    let disposition = HeaderValue::try_from(disposition).map_err(unfit)?;
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    if let Some(next) = next {
        let link = format!("</v1/archive?after={next}>; rel=\"next\"");
        headers.insert(header::LINK, HeaderValue::try_from(link).map_err(unfit)?);
        headers.insert(NEXT, HeaderValue::try_from(next).map_err(unfit)?);
    }
    Ok(response)
}
