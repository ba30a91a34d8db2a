//! What the tenant's plugins may use, and what they have used.

use axum::Json;
use domain::Permission;
use domain::plugin::PluginQuota;
use jiff::Timestamp;
use jiff::civil::Date;
use kit::door::Session;
use kit::problem::Problem;
use serde::Serialize;
use store::plugin_quotas;

/// What plugins may use on a day and altogether, and what they have used.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct QuotaView {
    /// What there is.
    #[schema(value_type = Object)]
    quota: PluginQuota,
    /// The day (UTC) that is counted.
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// When what may be used on a day is there anew.
    #[schema(value_type = String, format = DateTime)]
    renewed_at: Timestamp,
    /// What has been used of each member of `quota` that is used up.
    used: Used,
}

/// What has been used of each member of a quota.
#[derive(Serialize, utoipa::ToSchema)]
struct Used {
    /// Runs today.
    runs_per_day: u64,
    /// Units of fuel today.
    fuel_per_day: u64,
    /// Bytes in and out today.
    bytes_per_day: u64,
    /// Plugins that are kept.
    stored_plugins: u64,
    /// Bytes of their components.
    stored_bytes: u64,
}

/// Show what the tenant's plugins may use, and what they have used. The vendor sets it.
#[utoipa::path(
    get,
    path = "/v1/plugin-quota",
    operation_id = "get_plugin_quota",
    tag = "plugins",
    responses((status = 200, description = "The quota", body = QuotaView), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
) -> Result<Json<QuotaView>, Problem> {
    caller.require(Permission::ReadPlugins)?;
    let day = plugin_quotas::day(kit::clock::now());
    let (quota, used) = plugin_quotas::find(&mut db, &caller.scope, day).await?;
    let stored = plugin_quotas::stored(&mut db, &caller.scope).await?;
    Ok(Json(QuotaView {
        quota,
        day,
        renewed_at: kit::quotas::renewed_at(day),
        used: Used {
            runs_per_day: used.runs,
            fuel_per_day: used.fuel,
            bytes_per_day: used.bytes,
            stored_plugins: stored.plugins,
            stored_bytes: stored.bytes,
        },
    }))
}
