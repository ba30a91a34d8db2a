//! What tenants say about themselves.

use domain::Settings;
use jiff::Timestamp;

use crate::decode::{Columns, json_of};
use crate::{Error, Sql, TenantScope, Tx};

/// Gives the settings of a tenant: the usual ones while it has said nothing.
pub async fn find<S: Sql>(sql: &mut S, scope: &TenantScope) -> Result<Settings, Error> {
    let rows = sql
        .query(
            "SELECT settings FROM tenant_setting WHERE tenant_id = $1",
            &[scope.parameter()],
        )
        .await?;
    let settings = rows.into_iter().next();
    settings.map_or_else(
        || Ok(Settings::default()),
        |row| Columns::of("tenant_setting", row).json("settings"),
    )
}

/// Keeps the settings of a tenant in place of those before.
pub async fn put<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    settings: &Settings,
    at: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO tenant_setting (tenant_id, settings, changed_at_ms) VALUES ($1, $2, $3) \
         ON CONFLICT (tenant_id) DO UPDATE SET \
         settings = excluded.settings, changed_at_ms = excluded.changed_at_ms",
        &[scope.parameter(), json_of(settings)?, at.into()],
    )
    .await
    .map(drop)
}
