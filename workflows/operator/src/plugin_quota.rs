//! Sets what a tenant's plugins may use.

use axum::Json;
use domain::TenantId;
use domain::plugin::PluginQuota;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Operator;
use kit::path::Captured;
use kit::problem::Problem;

/// Set what a tenant's plugins may use on a day and altogether. Members that are left out are the usual ones; what was
/// used today stays counted.
#[utoipa::path(
    put,
    path = "/operator/v1/tenants/{tenant_id}/plugin-quota",
    operation_id = "set_plugin_quota",
    tag = "operator",
    params(("tenant_id" = String, Path, description = "The tenant")),
    request_body(content = Object, description = "The quota", content_type = "application/json"),
    responses(
        (status = 200, description = "Set", content_type = "application/json", body = Object),
        kit::openapi::BodyRefusals,
    ),
    security(("operator" = [])),
)]
pub(crate) async fn handler(
    Operator { mut db, trace }: Operator,
    path: Captured,
    incoming: Incoming,
) -> Result<Json<PluginQuota>, Problem> {
    let tenant_id: TenantId = path.get("tenant_id")?;
    let quota: PluginQuota = incoming.json().await?.parse()?;
    let mut tx = store::Tx::begin(&mut db).await?;
    let caller = kit::door::operator_for(&mut tx, tenant_id, trace).await?;
    store::plugin_quotas::put(&mut tx, &caller.scope, &quota, kit::clock::now()).await?;
    Event::new("plugin-quota.set", "tenant", &tenant_id)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(Json(quota))
}
