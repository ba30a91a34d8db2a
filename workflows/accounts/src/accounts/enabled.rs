//! Switches an account on or off.

use axum::Json;
use domain::{AccountId, Permission};
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;
use serde::{Deserialize, Serialize};
use store::{Tx, sessions};

use crate::account::get;

/// Whether an account may sign in.
#[derive(Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Enabled {
    /// Whether it may.
    enabled: bool,
}

/// Switch an account on or off. Switched off, its sessions end.
#[utoipa::path(
    put,
    path = "/v1/accounts/{account}/enabled",
    operation_id = "set_account_enabled",
    tag = "accounts",
    params(("account" = String, Path, format = Uuid, description = "Id of the account")),
    request_body = Enabled,
    responses((status = 200, description = "Switched", body = Enabled), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Json<Enabled>, Problem> {
    caller.require(Permission::ManageAccounts)?;
    caller.require_fresh()?;
    let id: AccountId = path.get("account")?;
    let wanted: Enabled = incoming.json().await?.parse()?;
    let now = kit::clock::now();
    let mut tx = Tx::begin(&mut db).await?;
    let mut account = get(&mut tx, &caller.scope, id).await?;
    if account.enabled != wanted.enabled {
        account.enabled = wanted.enabled;
        store::accounts::replace(&mut tx, &caller.scope, &account, now).await?;
        let ended = if wanted.enabled {
            0
        } else {
            sessions::end_others(&mut tx, &caller.scope, id, None, now).await?
        };
        let action = if wanted.enabled {
            "account.enabled"
        } else {
            "account.disabled"
        };
        Event::new(action, "account", &id)
            .count("sessions", ended)
            .append(&mut tx, &caller)
            .await?;
    }
    tx.commit().await?;
    Ok(Json(wanted))
}
