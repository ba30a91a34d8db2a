//! A session that begins, and how it is handed over.

use axum::Json;
use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use axum::response::IntoResponse as _;
use domain::{AccountId, Role, TokenId};
use identity::Lifetimes;
use jiff::Timestamp;
use kit::door::{COOKIE, DEVICE_COOKIE};
use kit::problem::Problem;
use serde::Serialize;
use store::accounts::Account;
use store::sessions::{self, NewSession};
use store::{Sql, TenantScope, Tx, tokens};

/// A device is remembered for so long after it was last used.
const DEVICE_SECONDS: i64 = 400 * 24 * 60 * 60;

/// A session, as its owner gets it.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = SessionBegun)]
pub(crate) struct Begun {
    /// The token of the session; left out where it is in a cookie.
    token: Option<String>,
    /// What this device is known by from now on; left out where it is in a cookie. Send it when signing in again: then
    /// nobody who guesses elsewhere keeps you from it.
    device: Option<String>,
    /// Whose it is.
    #[schema(value_type = String, format = Uuid)]
    account_id: AccountId,
    /// What the session may do.
    role: &'static str,
    /// Whether that is less than the account's role, because the tenant wants a second factor for it: set an authenticator
    /// up (`POST /v1/profile/authenticator`), and sign in again with its code.
    second_factor_needed: bool,
    /// When it ends, however it is used.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// It ends when it is not used for so many seconds.
    idle_seconds: i64,
}

/// Begins a session of an account, with its role or a lesser one.
pub(crate) async fn begin<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    account: &Account,
    role: Role,
    device: String,
    now: Timestamp,
) -> Result<Begun, Problem> {
    let lifetimes = Lifetimes::of(role);
    let token = tokens::spell(&kit::entropy::bytes()?);
    let new = NewSession {
        token_id: TokenId::generate(now, kit::entropy::bytes()?),
        account_id: account.account_id,
        role,
        hash: &tokens::hash(&token),
        at: now,
        idle: lifetimes.idle,
        expires_at: now
            .saturating_add(lifetimes.absolute)
            .unwrap_or(Timestamp::MAX),
    };
    sessions::begin(tx, scope, &new).await?;
    Ok(Begun {
        token: Some(token),
        device: Some(device),
        account_id: account.account_id,
        role: role.as_str(),
        second_factor_needed: role != account.role,
        expires_at: new.expires_at,
        idle_seconds: lifetimes.idle.as_secs(),
    })
}

impl Begun {
    /// Answers with the token in the body, or in a cookie that no script reads.
    pub(crate) fn answer(mut self, in_cookie: bool, now: Timestamp) -> Response<Body> {
        if !in_cookie {
            return Json(self).into_response();
        }
        let seconds = self.expires_at.duration_since(now).as_secs();
        let cookies = [
            (COOKIE, self.token.take(), seconds),
            (DEVICE_COOKIE, self.device.take(), DEVICE_SECONDS),
        ];
        let mut response = Json(self).into_response();
        for (name, value, seconds) in cookies {
            set(&mut response, name, &value.unwrap_or_default(), seconds);
        }
        response
    }
}

/// Takes the session's cookie away.
pub(crate) fn take_away(response: &mut Response<Body>) {
    set(response, COOKIE, "", 0);
}

/// Sets a cookie that only this host gets, over TLS, from its own pages, and that no script reads (RFC 6265bis, 4.1).
fn set(response: &mut Response<Body>, name: &str, value: &str, seconds: i64) {
    let cookie =
        format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={seconds}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}
