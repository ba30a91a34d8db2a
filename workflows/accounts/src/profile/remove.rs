//! Gives the authenticator up.

use axum::Json;
use kit::audit::Event;
use kit::door::Session;
use kit::problem::Problem;
use store::Tx;

use crate::account::{AccountView, has_second_factor, open_profile, own};
use crate::password;

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
    let policy = password::policy(&mut db, scope).await?;
    if has_second_factor(&account) && policy.role_with(account.role, false) != account.role {
        let detail = "the tenant wants a second factor for the role of this account";
        return Err(Problem::conflict("second-factor-required", detail));
    }
    let profile = open_profile(&mut db, scope, &account).await?;
    let mut tx = Tx::begin(&mut db).await?;
    let groups = store::groups::of(&mut tx, scope, account.account_id).await?;
    account.authenticator = None;
    account.recovery_hashes = Vec::new();
    store::accounts::replace(&mut tx, scope, &account, now).await?;
    account.changed_at = now;
    Event::new("authenticator.removed", "account", &account.account_id)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(Json(AccountView::of(&account, profile, groups)))
}
