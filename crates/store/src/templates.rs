//! The steps that a tenant takes for requests of a kind.

use domain::request::{RequestKind, Template};
use jiff::Timestamp;

use crate::decode::{Columns, json_of, name_of};
use crate::{Error, Sql, TenantScope, Tx};

/// Gives the template of a kind: without steps while the tenant has said nothing.
pub async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    kind: RequestKind,
) -> Result<Template, Error> {
    let rows = sql
        .query(
            "SELECT steps FROM request_template WHERE tenant_id = $1 AND kind = $2",
            &[scope.parameter(), name_of(&kind)?],
        )
        .await?;
    let template = rows.into_iter().next();
    template.map_or_else(
        || Ok(Template::default()),
        |row| Columns::of("request_template", row).json("steps"),
    )
}

/// Keeps the template of a kind in place of the one before. Requests that were received keep theirs.
pub async fn put<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    kind: RequestKind,
    template: &Template,
    at: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO request_template (tenant_id, kind, steps, changed_at_ms) \
         VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, kind) DO UPDATE SET \
         steps = excluded.steps, changed_at_ms = excluded.changed_at_ms",
        &[
            scope.parameter(),
            name_of(&kind)?,
            json_of(template)?,
            at.into(),
        ],
    )
    .await
    .map(drop)
}
