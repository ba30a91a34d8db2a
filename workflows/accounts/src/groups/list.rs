//! Lists groups.

use std::collections::BTreeSet;

use axum::Json;
use domain::{AccountId, Permission};
use kit::door::Session;
use kit::problem::Problem;
use serde::Serialize;

/// The groups that have accounts.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Groups {
    /// By name.
    groups: Vec<Group>,
}

/// A group.
#[derive(Serialize, utoipa::ToSchema)]
struct Group {
    /// Its name.
    name: String,
    /// The accounts in it.
    #[schema(value_type = Vec<String>)]
    accounts: BTreeSet<AccountId>,
}

/// List groups, and which accounts are in them. There is a group when an account is put into it
/// (`PUT /v1/accounts/{account}/membership`), and none when the last one has left.
#[utoipa::path(
    get,
    path = "/v1/groups",
    operation_id = "list_groups",
    tag = "accounts",
    responses((status = 200, description = "The groups", body = Groups), kit::openapi::Refusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(Session { caller, mut db }: Session) -> Result<Json<Groups>, Problem> {
    caller.require(Permission::ManageAccounts)?;
    let groups = store::groups::list(&mut db, &caller.scope).await?;
    let group = |(name, accounts): (domain::visibility::GroupName, _)| Group {
        name: name.to_string(),
        accounts,
    };
    Ok(Json(Groups {
        groups: groups.into_iter().map(group).collect(),
    }))
}
