//! Renders a notice anew.

use axum::Json;
use domain::Permission;
use kit::body::Incoming;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;
use store::Tx;

use super::{NoticeWanted, rendered};
use crate::written::{Written, rewrite};

/// Render a notice anew, from what is known now. Older versions are kept.
#[utoipa::path(
    put,
    path = "/v1/notices/{notice}",
    operation_id = "replace_notice",
    tag = "governance",
    params(("notice" = String, Path, format = Uuid, description = "Id of the notice")),
    request_body = NoticeWanted,
    responses((status = 200, description = "Rendered", body = Written), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Json<Written>, Problem> {
    caller.require(Permission::ManageGovernance)?;
    let id = path.get("notice")?;
    let wanted: NoticeWanted = incoming.json().await?.parse()?;
    // First: another tenant's notice is not there, whatever this tenant lacks.
    crate::written::get::<super::Notice, _>(&mut db, &caller.scope, id).await?;
    let notice = rendered(&mut db, &caller.scope, wanted).await?;
    let tx = Tx::begin(&mut db).await?;
    Ok(Json(rewrite(tx, &caller, id, &notice).await?))
}
