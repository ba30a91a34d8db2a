//! What a processor supports, and its certificate (6). Both are for everybody.

use axum::Json;
use axum::body::Body;
use axum::http::Response;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use domain::TenantId;
use domain::protocols::Protocol;
use kit::door::Anyone;
use kit::path::Captured;
use kit::problem::Problem;
use serde_json::Value;

/// Tells what is supported (6.3).
pub(super) async fn handler(anyone: Anyone, path: Captured) -> Result<Json<Value>, Problem> {
    Ok(Json(published(anyone, path, "discovery").await?))
}

/// Gives the certificate by which answers are verified.
pub(super) async fn certificate(anyone: Anyone, path: Captured) -> Result<Response<Body>, Problem> {
    let certificate = published(anyone, path, "certificate").await?;
    let text = certificate.as_str().unwrap_or_default().to_owned();
    Ok(([(CONTENT_TYPE, "application/x-pem-file")], text).into_response())
}

async fn published(mut anyone: Anyone, path: Captured, member: &str) -> Result<Value, Problem> {
    let tenant: TenantId = path.get("tenant")?;
    let found = store::publications::find(&mut anyone.db, tenant, Protocol::Opendsr).await?;
    let mut found = found.ok_or_else(|| Problem::not_found("processor"))?;
    let member = found.get_mut(member).map(Value::take);
    member.ok_or_else(|| Problem::internal("a publication lacks a member"))
}
