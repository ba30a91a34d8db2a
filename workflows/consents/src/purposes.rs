//! Purposes that a tenant declares.

pub(crate) mod declare;
pub(crate) mod find;
pub(crate) mod list;

use domain::{LawfulBasis, PurposeName};
use jiff::Timestamp;
use kit::problem::Problem;
use serde::Serialize;
use store::purposes::Purpose;
use store::{Sql, TenantScope};

/// A purpose.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PurposeView {
    /// Its name, as collections and the header `lethe-purpose` have it.
    #[schema(value_type = String)]
    name: PurposeName,
    /// What it is.
    description: String,
    /// What makes processing for it lawful (Art. 6(1)).
    #[schema(value_type = String)]
    lawful_basis: LawfulBasis,
    /// When it was declared.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<Purpose> for PurposeView {
    fn from(purpose: Purpose) -> Self {
        Self {
            name: purpose.name,
            description: purpose.description,
            lawful_basis: purpose.lawful_basis,
            created_at: purpose.created_at,
        }
    }
}

/// Gets a purpose.
pub(crate) async fn get<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    name: &PurposeName,
) -> Result<Purpose, Problem> {
    let found = store::purposes::find(sql, scope, name).await?;
    found.ok_or_else(|| Problem::not_found("purpose"))
}
