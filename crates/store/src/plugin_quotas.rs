//! How much tenants may ask of plugins, and how much they asked on a day.

use domain::plugin::{PluginQuota, PluginUsage, StoredPlugins};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::decode::{Columns, json_of};
use crate::insert::one;
use crate::{Error, Sql, TenantScope, Tx};

const TABLE: &str = "plugin_quota";

/// The day that a time is counted to.
pub fn day(at: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(at).date()
}

/// What the tenant may use on a day, and what it has used on this one. Nobody has set its quota: the usual one.
///
/// # Errors
/// [`Error::Missing`] when there is no such tenant.
pub async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    day: Date,
) -> Result<(PluginQuota, PluginUsage), Error> {
    let rows = sql
        .query(
            "SELECT plugin_quota.quota, plugin_usage.runs, plugin_usage.fuel, plugin_usage.bytes \
             FROM tenant LEFT JOIN plugin_quota ON plugin_quota.tenant_id = tenant.tenant_id \
             LEFT JOIN plugin_usage ON plugin_usage.tenant_id = $1 \
             AND plugin_usage.on_day = $2 WHERE tenant.tenant_id = $1",
            &[scope.parameter(), day.to_string().as_str().into()],
        )
        .await?;
    let missing = Error::Missing { what: "tenant" };
    let mut columns = Columns::of(TABLE, rows.into_iter().next().ok_or(missing)?);
    let quota = columns.optional_json("quota")?.unwrap_or_default();
    let mut used = |name| Ok::<_, Error>(columns.optional_integer(name)?.unwrap_or_default());
    let used = PluginUsage {
        runs: used("runs")?,
        fuel: used("fuel")?,
        bytes: used("bytes")?,
    };
    Ok((quota, used))
}

/// Sets what the tenant may use.
pub async fn put<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    quota: &PluginQuota,
    at: Timestamp,
) -> Result<(), Error> {
    let put = tx
        .execute(
            "INSERT INTO plugin_quota (tenant_id, quota, changed_at_ms) VALUES ($1, $2, $3) \
             ON CONFLICT (tenant_id) DO UPDATE SET \
             quota = excluded.quota, changed_at_ms = excluded.changed_at_ms",
            &[scope.parameter(), json_of(quota)?, at.into()],
        )
        .await?;
    one(put, Error::Missing { what: TABLE })
}

/// Counts what plugins used on a day. It waits for others of the tenant who count: call it last but for the log.
pub async fn charge<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    day: Date,
    used: PluginUsage,
) -> Result<(), Error> {
    if used == PluginUsage::default() {
        return Ok(());
    }
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    tx.execute(
        "INSERT INTO plugin_usage (tenant_id, on_day, runs, fuel, bytes) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant_id, on_day) DO UPDATE SET \
         runs = plugin_usage.runs + excluded.runs, fuel = plugin_usage.fuel + excluded.fuel, \
         bytes = plugin_usage.bytes + excluded.bytes",
        &[
            scope.parameter(),
            day.to_string().as_str().into(),
            number(used.runs).into(),
            number(used.fuel).into(),
            number(used.bytes).into(),
        ],
    )
    .await
    .map(drop)
}

/// The plugins of the tenant whose components are kept.
pub async fn stored<S: Sql>(sql: &mut S, scope: &TenantScope) -> Result<StoredPlugins, Error> {
    let rows = sql
        .query(
            "SELECT count(*) AS plugins, \
             CAST(coalesce(sum(plugin.size_bytes), 0) AS BIGINT) AS bytes \
             FROM plugin JOIN plugin_component ON plugin_component.tenant_id = plugin.tenant_id \
             AND plugin_component.digest = plugin.digest WHERE plugin.tenant_id = $1",
            &[scope.parameter()],
        )
        .await?;
    let missing = Error::Missing { what: "count" };
    let mut columns = Columns::of(TABLE, rows.into_iter().next().ok_or(missing)?);
    Ok(StoredPlugins {
        plugins: columns.integer("plugins")?,
        bytes: columns.integer("bytes")?,
    })
}
