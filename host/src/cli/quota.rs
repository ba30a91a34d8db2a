//! `lethe tenant quota`: shows and sets what a tenant's plugins may use.

use domain::plugin::{PluginQuota, PluginSize, PluginUsage, StoredPlugins};
use jiff::Timestamp;
use serde::Serialize;
use store::{Tx, plugin_quotas, tenants};

use super::{arguments::Quota, error::Error, folder, print, tenant};

/// A quota as JSON, with what was used of it.
#[derive(Serialize)]
struct Shown {
    quota: PluginQuota,
    used_today: PluginUsage,
    stored: StoredPlugins,
}

pub(super) async fn run(options: Quota) -> Result<(), Error> {
    let mut sql = folder::open(&options.data).await?;
    let tenant = tenant::find(&mut sql, &options.tenant).await?;
    let now = Timestamp::now();
    let mut tx = Tx::begin(&mut sql).await?;
    let missing = store::Error::Missing { what: "tenant" };
    let (scope, _) = tenants::scope_for_operator(&mut tx, tenant.tenant_id)
        .await?
        .ok_or(missing)?;
    let (before, used_today) =
        plugin_quotas::find(&mut tx, &scope, plugin_quotas::day(now)).await?;
    let stored = plugin_quotas::stored(&mut tx, &scope).await?;
    let quota = wanted(&options, before);
    if quota != before {
        plugin_quotas::put(&mut tx, &scope, &quota, now).await?;
        let id = tenant.tenant_id.to_string();
        tenant::record(&mut tx, tenant.tenant_id, "plugin-quota.set", "tenant", id).await?;
    }
    tx.commit().await?;
    let shown = Shown {
        quota,
        used_today,
        stored,
    };
    if options.json {
        return Ok(print::json(&shown)?);
    }
    Ok(print::table(["QUOTA", "ALLOWED", "USED"], &rows(&shown))?)
}

fn wanted(options: &Quota, before: PluginQuota) -> PluginQuota {
    let from = if options.usual {
        PluginQuota::default()
    } else {
        before
    };
    PluginQuota {
        runs_per_day: options.runs_per_day.unwrap_or(from.runs_per_day),
        fuel_per_day: options.fuel_per_day.unwrap_or(from.fuel_per_day),
        bytes_per_day: options.bytes_per_day.unwrap_or(from.bytes_per_day),
        stored_plugins: options.stored_plugins.unwrap_or(from.stored_plugins),
        stored_bytes: options.stored_bytes.unwrap_or(from.stored_bytes),
        runs_at_once: options.runs_at_once.unwrap_or(from.runs_at_once),
        size: options.size.map_or(from.size, Into::into),
    }
}

fn rows(shown: &Shown) -> [[String; 3]; 7] {
    let Shown {
        quota,
        used_today,
        stored,
    } = shown;
    let row = |name: &str, allowed: u64, used: u64| {
        [name.to_owned(), allowed.to_string(), used.to_string()]
    };
    let bound = |name: &str, allowed: String| [name.to_owned(), allowed, "-".to_owned()];
    let size = match quota.size {
        PluginSize::Usual => "usual",
        PluginSize::Large => "large",
    };
    [
        row("runs_per_day", quota.runs_per_day, used_today.runs),
        row("fuel_per_day", quota.fuel_per_day, used_today.fuel),
        row("bytes_per_day", quota.bytes_per_day, used_today.bytes),
        row("stored_plugins", quota.stored_plugins, stored.plugins),
        row("stored_bytes", quota.stored_bytes, stored.bytes),
        bound("runs_at_once", quota.runs_at_once.to_string()),
        bound("size", size.to_owned()),
    ]
}
