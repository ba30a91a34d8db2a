//! Lets an account start anew, for who has lost password, authenticator or both.

use axum::Json;
use axum::http::StatusCode;
use domain::{AccountId, Permission};
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::Problem;
use store::{Tx, guesses, sessions};

use super::activation;
use super::create::MadeAccount;
use crate::account::get;
use crate::guessing;

/// Let an account start anew: password, authenticator, recovery codes, known devices and wrong guesses are forgotten, its
/// sessions end, and its owner sets a password with a new secret. Make sure that it is its owner who gets it.
#[utoipa::path(
    post,
    path = "/v1/accounts/{account}/activation",
    operation_id = "renew_account",
    tag = "accounts",
    params(("account" = String, Path, format = Uuid, description = "Id of the account")),
    responses((status = 201, description = "Waits", body = MadeAccount), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<(StatusCode, Json<MadeAccount>), Problem> {
    caller.require(Permission::ManageAccounts)?;
    caller.require_fresh()?;
    let account_id: AccountId = path.get("account")?;
    let _ = incoming.nothing().await?;
    let now = kit::clock::now();
    let scope = &caller.scope;
    let mut tx = Tx::begin(&mut db).await?;
    let mut account = get(&mut tx, scope, account_id).await?;
    let (activation_secret, activation) = activation(now)?;
    let expires_at = activation.expires_at;
    // What it was stays among those that may not come again.
    let current = account.password.take().map(|known| known.hash);
    account.password_history = current
        .into_iter()
        .chain(account.password_history)
        .collect();
    account.activation = Some(activation);
    account.authenticator = None;
    account.recovery_hashes = Vec::new();
    store::accounts::replace(&mut tx, scope, &account, now).await?;
    for holder in [
        guessing::stranger(&account.login_digest),
        guessing::session(account_id),
    ] {
        guesses::forget(&mut tx, scope, &holder).await?;
    }
    guesses::forget_devices(&mut tx, scope, account_id).await?;
    let ended = sessions::end_others(&mut tx, scope, account_id, None, now).await?;
    Event::new("account.renewed", "account", &account_id)
        .count("sessions", ended)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(MadeAccount::waiting(
        scope,
        account_id,
        activation_secret,
        expires_at,
    ))
}
