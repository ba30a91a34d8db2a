//! Brings the database to the version of this program.

use axum::Json;
use kit::door::Operator;
use kit::problem::Problem;
use serde::Serialize;
use store::{Dialect, Sql as _};

/// The database as it is now.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Migrated {
    /// The version of its tables.
    version: u32,
}

/// Create the tables, or bring them to the version of this program, and let the application's role of a PostgreSQL
/// database use them. Safe to repeat.
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
    if db.dialect() == Dialect::Postgres
        && let Some(role) = kit::variables::get("application_role").await
    {
        store::migrations::grant(&mut db, &role).await?;
    }
    Ok(Json(Migrated {
        version: store::migrations::latest(),
    }))
}
