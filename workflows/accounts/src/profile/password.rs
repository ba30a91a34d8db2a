//! Changes the own password.

use axum::Json;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::platform::passwords::Outcome;
use kit::problem::Problem;
use serde::{Deserialize, Serialize};
use store::{Tx, guesses, sessions};

use crate::account::own;
use crate::{guessing, password, proof};

/// A password in place of another.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPassword {
    /// The password of now.
    #[schema(max_length = 1024)]
    current: String,
    /// The one from now on.
    #[schema(max_length = 1024)]
    new: String,
}

/// A password that was changed.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ChangedPassword {
    /// How many other sessions of the account ended.
    ended_sessions: u64,
}

/// Change the own password. All other sessions of the account end.
#[utoipa::path(
    put,
    path = "/v1/profile/password",
    operation_id = "set_own_password",
    tag = "accounts",
    request_body = NewPassword,
    responses((status = 200, description = "Changed", body = ChangedPassword), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<Json<ChangedPassword>, Problem> {
    let mut account = own(&mut db, &caller).await?;
    let wanted: NewPassword = incoming.json().await?.parse()?;
    password::check_size("/current", &wanted.current)?;
    password::check_size("/new", &wanted.new)?;
    let now = kit::clock::now();
    let (scope, id) = (&caller.scope, account.account_id);
    let holder = guessing::session(id);
    guessing::count(&mut db, scope, &holder, now).await?;
    if password::verify(&wanted.current, account.password.as_ref())? == Outcome::Wrong {
        return Err(proof::refused());
    }
    let given = ("/new", wanted.new.as_str());
    password::set(&mut db, scope, &mut account, given, now).await?;
    let mut tx = Tx::begin(&mut db).await?;
    store::accounts::replace(&mut tx, scope, &account, now).await?;
    guesses::forget(&mut tx, scope, &holder).await?;
    let session = Some(caller.actor.token());
    let ended_sessions = sessions::end_others(&mut tx, scope, id, session, now).await?;
    Event::new("account.password-changed", "account", &id)
        .count("sessions", ended_sessions)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(Json(ChangedPassword { ended_sessions }))
}
