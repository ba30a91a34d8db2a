//! Brings the database to the version of this program.

use axum::Json;
use kit::door::Operator;
use kit::problem::Problem;
use serde::Serialize;

/// The database as it is now.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Migrated {
    /// The version of its tables.
    version: u32,
}

/// Create the tables, or bring them to the version of this program. Safe to repeat.
#[utoipa::path(
    post,
    path = "/operator/v1/migrate",
    operation_id = "migrate",
    tag = "operator",
    responses((status = 200, description = "Up to date", body = Migrated), kit::openapi::Refusals),
    security(("operator" = [])),
)]
pub(crate) async fn handler(Operator { mut db, .. }: Operator) -> Result<Json<Migrated>, Problem> {
    store::migrations::apply(&mut db, kit::clock::now()).await?;
    Ok(Json(Migrated {
        version: store::migrations::latest(),
    }))
}
