//! The owner of a new account sets its password.

use axum::Json;
use axum::http::StatusCode;
use domain::AccountId;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::{Caller, Visitor};
use kit::problem::Problem;
use serde::{Deserialize, Serialize};
use store::{Actor, Tx, tokens};

use crate::{account, password};

/// A password for a new account.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Activated {
    /// Id of the tenant.
    #[schema(format = Uuid)]
    tenant: String,
    /// What the administrator handed over.
    secret: String,
    /// The password.
    #[schema(max_length = 1024)]
    password: String,
}

/// An account that can be signed in with.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Ready {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    account_id: AccountId,
}

/// Set the password of a new account, with the secret that came with it. It is taken once.
#[utoipa::path(
    post,
    path = "/v1/activation",
    operation_id = "activate_account",
    tag = "accounts",
    request_body = Activated,
    responses((status = 200, description = "Set", body = Ready), kit::openapi::BodyRefusals),
    security(()),
)]
pub(crate) async fn handler(
    mut visitor: Visitor,
    incoming: Incoming,
) -> Result<Json<Ready>, Problem> {
    let wanted: Activated = incoming.json().await?.parse()?;
    password::check_size("/password", &wanted.password)?;
    let Some(tenant) = account::tenant(&wanted.tenant) else {
        return Err(refused());
    };
    let caller = visitor.naming(tenant).await?.ok_or_else(refused)?;
    let (scope, mut db) = (&caller.scope, visitor.db);
    let now = kit::clock::now();
    // 256 random bits: nobody guesses them, so nothing is counted.
    let hash = tokens::hash(&wanted.secret);
    let found = store::accounts::find_by_activation(&mut db, scope, &hash).await?;
    let is_open = |found: &store::accounts::Account| {
        let activation = found.activation.as_ref();
        found.enabled && activation.is_some_and(|activation| activation.expires_at > now)
    };
    let mut account = found.filter(is_open).ok_or_else(refused)?;
    let given = ("/password", wanted.password.as_str());
    password::set(&mut db, scope, &mut account, given, now).await?;
    let account_id = account.account_id;
    let caller = Caller {
        actor: Actor::account(account_id, account.role),
        ..caller
    };
    let mut tx = Tx::begin(&mut db).await?;
    store::accounts::replace(&mut tx, &caller.scope, &account, now).await?;
    Event::new("account.activated", "account", &account_id)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(Json(Ready { account_id }))
}

fn refused() -> Problem {
    let detail = "the secret is not known, was used, or is too old";
    Problem::new(StatusCode::UNAUTHORIZED, "not-proved", detail)
}
