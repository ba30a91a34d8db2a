//! Changes the own profile.

use axum::Json;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::problem::Problem;
use serde::Deserialize;
use store::Tx;

use crate::account::{AccountView, Profile, named, open_profile, own, seal_profile};

/// What one may change about oneself.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewProfile {
    /// What others see.
    #[schema(min_length = 1, max_length = 100)]
    display_name: String,
}

/// Change the profile of the account whose session this is (Art. 16).
#[utoipa::path(
    put,
    path = "/v1/profile",
    operation_id = "set_profile",
    tag = "accounts",
    request_body = NewProfile,
    responses((status = 200, description = "Changed", body = AccountView), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<Json<AccountView>, Problem> {
    let mut account = own(&mut db, &caller).await?;
    let wanted: NewProfile = incoming.json().await?.parse()?;
    let display_name = named("/display_name", &wanted.display_name)
        .map_err(|place| Problem::invalid("nobody is called that", vec![place]))?;
    let (scope, now) = (&caller.scope, kit::clock::now());
    let mut tx = Tx::begin(&mut db).await?;
    let groups = store::groups::of(&mut tx, scope, account.account_id).await?;
    let before = open_profile(&mut tx, scope, &account).await?;
    let profile = Profile {
        display_name,
        ..before
    };
    account.profile = seal_profile(&mut tx, scope, account.account_id, &profile).await?;
    store::accounts::replace(&mut tx, scope, &account, now).await?;
    account.changed_at = now;
    Event::new("account.profile-changed", "account", &account.account_id)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(Json(AccountView::of(&account, profile, groups)))
}
