//! Puts an account into groups, and says of which type it is.

use std::collections::BTreeSet;

use axum::Json;
use domain::visibility::GroupName;
use domain::{AccountId, Permission};
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::path::Captured;
use kit::problem::{Place, Problem};
use serde::{Deserialize, Serialize};
use store::Tx;

use crate::account::get;

/// The most groups of an account.
const GROUPS: usize = 100;

/// Where an account belongs.
#[derive(Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Membership {
    /// Its groups, such as departments; at most 100. Accounts that share one are a team.
    #[schema(value_type = Vec<String>, max_items = 100, example = json!(["hr"]))]
    groups: BTreeSet<GroupName>,
    /// Its type, such as `manager` or `contractor`.
    #[serde(rename = "type")]
    #[schema(value_type = Option<String>, example = "manager")]
    account_type: Option<GroupName>,
}

/// Put an account into groups and say of which type it is, instead of before. What that lets it see
/// (`/v1/collections/{collection}/visibility`) holds from its next call on.
#[utoipa::path(
    put,
    path = "/v1/accounts/{account}/membership",
    operation_id = "set_account_membership",
    tag = "accounts",
    params(("account" = String, Path, format = Uuid, description = "Id of the account")),
    request_body = Membership,
    responses((status = 200, description = "Put", body = Membership), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Json<Membership>, Problem> {
    caller.require(Permission::ManageAccounts)?;
    caller.require_fresh()?;
    let id: AccountId = path.get("account")?;
    let wanted: Membership = incoming.json().await?.parse()?;
    if wanted.groups.len() > GROUPS {
        let place = Place::pointer("/groups", format!("must be at most {GROUPS}"));
        return Err(Problem::invalid("too many groups", vec![place]));
    }
    let scope = &caller.scope;
    let mut tx = Tx::begin(&mut db).await?;
    let mut account = get(&mut tx, scope, id).await?;
    account.account_type = wanted.account_type.clone();
    store::accounts::replace(&mut tx, scope, &account, kit::clock::now()).await?;
    store::groups::replace(&mut tx, scope, id, &wanted.groups).await?;
    Event::new("account.membership-changed", "account", &id)
        .count("groups", wanted.groups.len() as u64)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(Json(wanted))
}
