//! Signs what the log is now.

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use domain::Permission;
use kit::door::Session;
use kit::log::Log;
use kit::problem::Problem;

/// Get a checkpoint of the log: its name, the number of its events and the root of the tree over them, signed (C2SP
/// tlog-checkpoint). Who keeps one can check later that the log only grew.
#[utoipa::path(
    get,
    path = "/v1/audit/checkpoint",
    operation_id = "sign_audit_checkpoint",
    tag = "audit",
    responses(
        (status = 200, description = "The checkpoint", body = String, content_type = "text/plain"),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ReadAudit)?;
    let log = Log::open(&mut db, &caller, kit::clock::now()).await?;
    let mut response = Response::new(Body::from(log.checkpoint(&caller)?));
    let media_type = HeaderValue::from_static("text/plain; charset=utf-8");
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, media_type);
    Ok(response)
}
