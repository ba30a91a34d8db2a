//! Shows an account.

use axum::Json;
use domain::{AccountId, Permission};
use kit::audit::Event;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;
use store::Tx;

use crate::account::{AccountView, get, open_profile};

/// Show an account.
#[utoipa::path(
    get,
    path = "/v1/accounts/{account}",
    operation_id = "get_account",
    tag = "accounts",
    params(("account" = String, Path, format = Uuid, description = "Id of the account")),
    responses((status = 200, description = "The account", body = AccountView), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
) -> Result<Json<AccountView>, Problem> {
    caller.require(Permission::ManageAccounts)?;
    let id: AccountId = path.get("account")?;
    let mut tx = Tx::begin(&mut db).await?;
    let account = get(&mut tx, &caller.scope, id).await?;
    let profile = open_profile(&mut tx, &caller.scope, &account).await?;
    let groups = store::groups::of(&mut tx, &caller.scope, id).await?;
    Event::new("account.viewed", "account", &id)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(Json(AccountView::of(&account, profile, groups)))
}
