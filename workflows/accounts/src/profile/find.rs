//! Shows the own account.

use axum::Json;
use kit::door::Session;
use kit::problem::Problem;

use crate::account::{AccountView, open_profile, own};

/// Show the account whose session this is.
#[utoipa::path(
    get,
    path = "/v1/profile",
    operation_id = "get_profile",
    tag = "accounts",
    responses((status = 200, description = "The account", body = AccountView), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
) -> Result<Json<AccountView>, Problem> {
    let account = own(&mut db, &caller).await?;
    let profile = open_profile(&mut db, &caller.scope, &account).await?;
    let groups = store::groups::of(&mut db, &caller.scope, account.account_id).await?;
    Ok(Json(AccountView::of(&account, profile, groups)))
}
