//! Replaces the settings of the tenant.

use axum::Json;
use domain::{Permission, Settings};
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::problem::{Place, Problem};
use store::Tx;

use super::SettingsView;

/// Replace the settings. Deadlines that run keep their end; one that is extended or resumed is calculated anew.
#[utoipa::path(
    put,
    path = "/v1/settings",
    operation_id = "replace_settings",
    tag = "settings",
    request_body = SettingsView,
    responses((status = 200, description = "Replaced", body = SettingsView), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<Json<SettingsView>, Problem> {
    caller.require(Permission::HandleRequests)?;
    let settings: Settings = incoming.json().await?.parse::<SettingsView>()?.into();
    settings.check().map_err(|found| {
        let place = |found: domain::Shortcoming| Place::pointer(found.pointer, found.message);
        let detail = "the settings cannot be kept";
        Problem::invalid(detail, found.into_iter().map(place).collect())
    })?;
    let mut tx = Tx::begin(&mut db).await?;
    store::settings::put(&mut tx, &caller.scope, &settings, kit::clock::now()).await?;
    Event::new("settings.replaced", "tenant", &caller.scope.tenant_id())
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(Json(settings.into()))
}
