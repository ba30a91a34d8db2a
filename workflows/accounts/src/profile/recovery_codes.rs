//! Makes recovery codes in place of those there are.

use axum::Json;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::problem::Problem;
use store::Tx;

use super::{RecoveryCodes, new_recovery_codes};
use crate::account::{has_second_factor, own};

/// Make new recovery codes; those from before are not taken any more.
#[utoipa::path(
    post,
    path = "/v1/profile/recovery-codes",
    operation_id = "make_recovery_codes",
    tag = "accounts",
    responses((status = 200, description = "Made", body = RecoveryCodes), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<Json<RecoveryCodes>, Problem> {
    let mut account = own(&mut db, &caller).await?;
    caller.require_fresh()?;
    let _ = incoming.nothing().await?;
    if !has_second_factor(&account) {
        let detail = "there is no authenticator that they could stand in for";
        return Err(Problem::conflict("no-authenticator", detail));
    }
    let (scope, now) = (&caller.scope, kit::clock::now());
    let codes = new_recovery_codes(&mut account)?;
    let mut tx = Tx::begin(&mut db).await?;
    store::accounts::replace(&mut tx, scope, &account, now).await?;
    Event::new("recovery-codes.made", "account", &account.account_id)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(Json(codes))
}
