//! Rewrites the database after erasures.

use axum::Json;
use kit::door::Operator;
use kit::problem::Problem;
use serde::Serialize;

/// What was done.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Scrubbed {
    /// Whether there was anything to do.
    rewritten: bool,
}

/// Rewrite a SQLite database if subjects were erased since the last time, so that no byte of them is left
/// between the rows (Art. 17 GDPR). To be called every few minutes; `lethe serve` does it by itself.
#[utoipa::path(
    post,
    path = "/operator/v1/scrub",
    operation_id = "scrub",
    tag = "operator",
    responses((status = 200, description = "Nothing is left", body = Scrubbed), kit::openapi::Refusals),
    security(("operator" = [])),
)]
pub(crate) async fn handler(Operator { mut db, .. }: Operator) -> Result<Json<Scrubbed>, Problem> {
    let rewritten = store::residue::scrub(&mut db).await?;
    Ok(Json(Scrubbed { rewritten }))
}
