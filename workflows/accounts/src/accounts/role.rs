//! Gives an account a role.

use axum::Json;
use domain::{AccountId, Permission, Role};
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::{Place, Problem};
use serde::{Deserialize, Serialize};
use store::{Tx, sessions};

use crate::account::get;

/// A role for an account.
#[derive(Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountRole {
    /// `administrator`, `privacy-officer`, `editor`, `auditor` or `member`.
    #[schema(value_type = String, example = "editor")]
    role: Role,
}

/// Give an account another role. Its sessions end: none has more rights, or fewer, than its account.
#[utoipa::path(
    put,
    path = "/v1/accounts/{account}/role",
    operation_id = "set_account_role",
    tag = "accounts",
    params(("account" = String, Path, format = Uuid, description = "Id of the account")),
    request_body = AccountRole,
    responses((status = 200, description = "Given", body = AccountRole), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Json<AccountRole>, Problem> {
    caller.require(Permission::ManageAccounts)?;
    caller.require_fresh()?;
    let id: AccountId = path.get("account")?;
    let wanted: AccountRole = incoming.json().await?.parse()?;
    if !Role::OF_ACCOUNTS.contains(&wanted.role) {
        let place = Place::pointer("/role", "is no role of people");
        return Err(Problem::invalid("no account has this role", vec![place]));
    }
    let now = kit::clock::now();
    let mut tx = Tx::begin(&mut db).await?;
    let mut account = get(&mut tx, &caller.scope, id).await?;
    if account.role != wanted.role {
        account.role = wanted.role;
        store::accounts::replace(&mut tx, &caller.scope, &account, now).await?;
        let ended = sessions::end_others(&mut tx, &caller.scope, id, None, now).await?;
        Event::new("account.role-changed", "account", &id)
            .count("sessions", ended)
            .append(&mut tx, &caller)
            .await?;
    }
    tx.commit().await?;
    Ok(Json(wanted))
}
