//! Proving who somebody is: a password, and a code where the account has an authenticator.

use axum::http::StatusCode;
use identity::{recovery, totp};
use jiff::Timestamp;
use kit::platform::passwords::Outcome;
use kit::problem::Problem;
use serde::Deserialize;
use store::accounts::Account;
use store::{Sql, TenantScope};

use crate::account::{has_second_factor, open_secret};
use crate::password;

/// What somebody brings.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Proof {
    /// The password.
    #[schema(max_length = 1024)]
    pub(crate) password: String,
    /// What the authenticator shows; each is taken once.
    pub(crate) code: Option<String>,
    /// A recovery code in its place; each is taken once.
    pub(crate) recovery_code: Option<String>,
}

/// What came of it.
pub(crate) enum Proved {
    /// It is they. The account has changed where a code was used or the hash was outdated, and must be kept then.
    Yes { is_changed: bool },
    /// The password is right, and a code is needed besides.
    HalfWay,
    /// It is not, or there is nobody who it could be.
    No,
}

/// Checks a proof. It takes as long for an account that is not there, is switched off, or has no password.
///
/// # Errors
/// When passwords cannot be hashed now.
pub(crate) async fn check<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    account: Option<&mut Account>,
    proof: &Proof,
    now: Timestamp,
) -> Result<Proved, Problem> {
    let known = account
        .as_ref()
        .and_then(|account| account.password.as_ref());
    let outcome = password::verify(&proof.password, known)?;
    let Some(account) = account.filter(|account| account.enabled) else {
        return Ok(Proved::No);
    };
    if outcome == Outcome::Wrong {
        return Ok(Proved::No);
    }
    let is_outdated = outcome == Outcome::Outdated;
    if is_outdated {
        password::renew(account, &proof.password)?;
    }
    if !has_second_factor(account) {
        return Ok(Proved::Yes {
            is_changed: is_outdated,
        });
    }
    let is_right = match (&proof.code, &proof.recovery_code) {
        (Some(code), _) => takes_code(sql, scope, account, code, now).await?,
        (None, Some(code)) => takes_recovery_code(account, code),
        (None, None) => return Ok(Proved::HalfWay),
    };
    Ok(if is_right {
        Proved::Yes { is_changed: true }
    } else {
        Proved::No
    })
}

/// Takes a code of the authenticator, once: the account remembers the step.
pub(crate) async fn takes_code<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    account: &mut Account,
    code: &str,
    now: Timestamp,
) -> Result<bool, Problem> {
    let id = account.account_id;
    let Some(authenticator) = &mut account.authenticator else {
        return Ok(false);
    };
    let secret = open_secret(sql, scope, id, &authenticator.secret).await?;
    let seconds = u64::try_from(now.as_second()).unwrap_or_default();
    let step = totp::verify(&secret, code, seconds, authenticator.last_step)
        .map_err(|error| Problem::internal(error.to_string()))?;
    if step.is_some() {
        authenticator.last_step = step;
    }
    Ok(step.is_some())
}

fn takes_recovery_code(account: &mut Account, code: &str) -> bool {
    let hash = recovery::hash(code);
    let before = account.recovery_hashes.len();
    account.recovery_hashes.retain(|known| *known != hash);
    account.recovery_hashes.len() < before
}

/// The answer to every proof that is none: it does not say what is wrong with it.
pub(crate) fn refused() -> Problem {
    let detail = "login, password or code are not right, or the account is switched off";
    Problem::new(StatusCode::UNAUTHORIZED, "not-proved", detail)
}

/// The answer to who must bring a code as well.
pub(crate) fn half_way() -> Problem {
    let detail = "a code of the authenticator is needed besides, or a recovery code";
    Problem::new(StatusCode::UNAUTHORIZED, "second-factor-needed", detail)
}
