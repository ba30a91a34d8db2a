//! Quotas of plugins: whether another run may begin, and counting what runs used.

use axum::http::StatusCode;
use domain::plugin::{PluginQuota, PluginUsage, UsedUp};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use store::receipts::Receipt;
use store::{Error, Sql, TenantScope, Tx, plugin_quotas};

use crate::platform::engine;
use crate::problem::Problem;

/// Checks that the tenant's plugins may still run today; gives what they are held to.
pub async fn admit<S: Sql>(sql: &mut S, scope: &TenantScope) -> Result<PluginQuota, Problem> {
    let now = crate::clock::now();
    let day = plugin_quotas::day(now);
    let (quota, used) = plugin_quotas::find(sql, scope, day).await?;
    quota.admits(used).map_err(|used_up| {
        let again = renewed_at(day);
        let UsedUp { quota, allowed } = used_up;
        let detail = format!(
            "the plugins of this tenant have used up what they may use on a day: {quota} is {allowed}; \
             they run again from {again} on"
        );
        exceeded(detail).retry_after(seconds(now, again))
    })?;
    Ok(quota)
}

/// What the tenant's plugins are held to, whether they may run today or not.
pub async fn size<S: Sql>(sql: &mut S, scope: &TenantScope) -> Result<engine::Size, Error> {
    let day = plugin_quotas::day(crate::clock::now());
    let (quota, _) = plugin_quotas::find(sql, scope, day).await?;
    Ok(quota.size.into())
}

/// Checks that the tenant may keep another plugin of so many bytes.
pub async fn admit_stored<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    bytes: usize,
) -> Result<(), Problem> {
    let day = plugin_quotas::day(crate::clock::now());
    let (quota, _) = plugin_quotas::find(sql, scope, day).await?;
    let kept = plugin_quotas::stored(sql, scope).await?;
    quota.stores(kept, bytes as u64).map_err(|used_up| {
        let UsedUp { quota, allowed } = used_up;
        exceeded(format!(
            "this tenant keeps as many plugins as it may: {quota} is {allowed}; \
             retire one that nobody needs (DELETE /v1/plugins/{{digest}})"
        ))
    })
}

/// Counts what runs used. It waits for others of the tenant who count: call it last but for the log.
pub async fn charge<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    receipts: impl IntoIterator<Item = &Receipt>,
) -> Result<(), Error> {
    charge_sum(tx, scope, sum(receipts)).await
}

/// What runs used together.
pub fn sum<'a>(receipts: impl IntoIterator<Item = &'a Receipt>) -> PluginUsage {
    let mut sum = PluginUsage::default();
    for receipt in receipts {
        sum.add(receipt.used());
    }
    sum
}

/// Counts what runs used of which no receipts are kept.
pub async fn charge_sum<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    sum: PluginUsage,
) -> Result<(), Error> {
    let day = plugin_quotas::day(crate::clock::now());
    plugin_quotas::charge(tx, scope, day, sum).await
}

/// Counts what runs used that change nothing else.
pub async fn charge_alone<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    sum: PluginUsage,
) -> Result<(), Error> {
    if sum == PluginUsage::default() {
        return Ok(());
    }
    let mut tx = Tx::begin(sql).await?;
    charge_sum(&mut tx, scope, sum).await?;
    tx.commit().await
}

/// What a run used.
pub fn used(receipt: &engine::Receipt, usage: engine::Usage) -> PluginUsage {
    PluginUsage {
        runs: 1,
        fuel: receipt.fuel,
        bytes: usage.input_bytes.saturating_add(usage.output_bytes),
    }
}

/// What is counted for a run that failed: nobody knows how much it used, and one that was stopped for want of fuel or
/// time used all it could.
pub fn used_by_failure(error: &engine::Error, size: engine::Size) -> PluginUsage {
    let stopped = matches!(
        error,
        engine::Error::LimitExceeded(engine::Limit::Fuel | engine::Limit::Time)
    );
    PluginUsage {
        runs: 1,
        fuel: if stopped {
            engine::limits(size).fuel
        } else {
            0
        },
        bytes: 0,
    }
}

/// When what may be used on a day is there anew.
pub fn renewed_at(day: Date) -> Timestamp {
    let next = day.checked_add(1.day()).ok();
    let midnight = next.and_then(|next| next.to_zoned(jiff::tz::TimeZone::UTC).ok());
    midnight.map_or(Timestamp::MAX, |midnight| midnight.timestamp())
}

fn seconds(from: Timestamp, to: Timestamp) -> u64 {
    let seconds = to.duration_since(from).as_secs().max(1);
    u64::try_from(seconds).unwrap_or(1)
}

fn exceeded(detail: String) -> Problem {
    Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "plugin-quota-exceeded",
        detail,
    )
}
