//! Shows that an authenticator works; from then on it is asked for.

use axum::Json;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::problem::{Place, Problem};
use serde::Deserialize;
use store::{Tx, guesses, sessions};

use super::{RecoveryCodes, new_recovery_codes};
use crate::account::{has_second_factor, own};
use crate::{guessing, proof};

/// What an authenticator shows.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Code {
    /// The code: six digits.
    code: String,
}

/// Show that the authenticator works. From now on its codes are asked for; other sessions of the account end.
#[utoipa::path(
    post,
    path = "/v1/profile/authenticator/confirmation",
    operation_id = "confirm_authenticator",
    tag = "accounts",
    request_body = Code,
    responses((status = 200, description = "Confirmed", body = RecoveryCodes), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<Json<RecoveryCodes>, Problem> {
    let mut account = own(&mut db, &caller).await?;
    let wanted: Code = incoming.json().await?.parse()?;
    if account.authenticator.is_none() || has_second_factor(&account) {
        let detail = "no authenticator waits to be confirmed";
        return Err(Problem::conflict("no-authenticator", detail));
    }
    let (scope, id, now) = (&caller.scope, account.account_id, kit::clock::now());
    let holder = guessing::session(id);
    guessing::count(&mut db, scope, &holder, now).await?;
    if !proof::takes_code(&mut db, scope, &mut account, &wanted.code, now).await? {
        let place = Place::pointer("/code", "is not what the authenticator shows now");
        return Err(Problem::invalid("this code is not taken", vec![place]));
    }
    if let Some(authenticator) = &mut account.authenticator {
        authenticator.confirmed = true;
    }
    let codes = new_recovery_codes(&mut account)?;
    let mut tx = Tx::begin(&mut db).await?;
    store::accounts::replace(&mut tx, scope, &account, now).await?;
    guesses::forget(&mut tx, scope, &holder).await?;
    let session = Some(caller.actor.token());
    let ended = sessions::end_others(&mut tx, scope, id, session, now).await?;
    Event::new("authenticator.confirmed", "account", &id)
        .count("sessions", ended)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(Json(codes))
}
