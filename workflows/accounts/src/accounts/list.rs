//! Lists accounts.

use axum::body::Body;
use axum::http::{Response, Uri};
use domain::{AccountId, Permission};
use kit::audit::Event;
use kit::door::Session;
use kit::page::{Items, PageQuery};
use kit::problem::Problem;
use kit::query::Query;
use store::Tx;

use crate::account::{AccountView, open_profiles};

/// List accounts in the order in which they were made.
#[utoipa::path(
    get,
    path = "/v1/accounts",
    operation_id = "list_accounts",
    tag = "accounts",
    params(PageQuery),
    responses(
        (status = 200, description = "A page", body = Items<AccountView>),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    Query(query): Query<PageQuery>,
    uri: Uri,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ManageAccounts)?;
    let page = query.page()?;
    let scope = &caller.scope;
    let mut tx = Tx::begin(&mut db).await?;
    let (accounts, next) = store::accounts::list(&mut tx, scope, &page).await?;
    let profiles = open_profiles(&mut tx, scope, &accounts).await?;
    let groups = store::groups::list(&mut tx, scope).await?;
    let groups_of = |id: AccountId| {
        let in_it = groups.iter().filter(|(_, accounts)| accounts.contains(&id));
        in_it.map(|(group, _)| group.clone()).collect()
    };
    Event::new("accounts.listed", "tenant", &scope.tenant_id())
        .count(
            "accounts",
            u64::try_from(accounts.len()).unwrap_or(u64::MAX),
        )
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    let views = accounts.iter().zip(profiles);
    let views: Vec<AccountView> = views
        .map(|(account, profile)| AccountView::of(account, profile, groups_of(account.account_id)))
        .collect();
    Ok(Items::<AccountView>::new((views, next)).answer(&uri))
}
