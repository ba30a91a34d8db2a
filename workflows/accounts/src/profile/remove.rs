//! Gives the authenticator up.

use axum::Json;
use kit::audit::Event;
use kit::door::Session;
use kit::problem::Problem;
use store::Tx;

use crate::account::{AccountView, open_profile, own};

/// Give the authenticator up, and its recovery codes with it.
#[utoipa::path(
    delete,
    path = "/v1/profile/authenticator",
    operation_id = "remove_authenticator",
    tag = "accounts",
    responses((status = 200, description = "Removed", body = AccountView), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
) -> Result<Json<AccountView>, Problem> {
    let mut account = own(&mut db, &caller).await?;
    caller.require_fresh()?;
    let (scope, now) = (&caller.scope, kit::clock::now());
    let profile = open_profile(&mut db, scope, &account).await?;
    let mut tx = Tx::begin(&mut db).await?;
    account.authenticator = None;
    account.recovery_hashes = Vec::new();
    store::accounts::replace(&mut tx, scope, &account, now).await?;
    account.changed_at = now;
    Event::new("authenticator.removed", "account", &account.account_id)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(Json(AccountView::of(&account, profile)))
}
