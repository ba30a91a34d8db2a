//! Begins to use an authenticator.

use axum::Json;
use axum::http::StatusCode;
use identity::totp;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::problem::Problem;
use serde::Serialize;
use store::Tx;
use store::accounts::Authenticator;

use crate::account::{has_second_factor, open_profile, own, seal_secret};

/// The secret of an authenticator.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Enrolled {
    /// The secret, to be typed: base32. It is shown this once.
    secret: String,
    /// The same, to be shown as a picture.
    uri: String,
}

/// Begin to use an authenticator (RFC 6238). It counts from its confirmation on.
#[utoipa::path(
    post,
    path = "/v1/profile/authenticator",
    operation_id = "enrol_authenticator",
    tag = "accounts",
    responses((status = 201, description = "Begun", body = Enrolled), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<(StatusCode, Json<Enrolled>), Problem> {
    let mut account = own(&mut db, &caller).await?;
    caller.require_fresh()?;
    let _ = incoming.nothing().await?;
    if has_second_factor(&account) {
        let detail = "there is an authenticator; remove it first";
        return Err(Problem::conflict("has-authenticator", detail));
    }
    let (scope, id, now) = (&caller.scope, account.account_id, kit::clock::now());
    let bytes: [u8; totp::SECRET_BYTES] = kit::entropy::bytes()?;
    let tenant = store::tenants::name(&mut db, scope).await?;
    let profile = open_profile(&mut db, scope, &account).await?;
    let mut tx = Tx::begin(&mut db).await?;
    account.authenticator = Some(Authenticator {
        secret: seal_secret(&mut tx, scope, id, &bytes).await?,
        confirmed: false,
        last_step: None,
    });
    store::accounts::replace(&mut tx, scope, &account, now).await?;
    Event::new("authenticator.begun", "account", &id)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    let issuer = tenant.unwrap_or_else(|| "Lethe".to_owned());
    let enrolled = Enrolled {
        secret: totp::spell(&bytes),
        uri: totp::uri(&bytes, &issuer, &profile.login),
    };
    Ok((StatusCode::CREATED, Json(enrolled)))
}
