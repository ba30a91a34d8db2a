//! How often may be guessed. A guess is counted before it is known whether it is right, in a transaction of its own: many
//! at once are counted one after the other, and a process that dies forgets none.

use axum::http::StatusCode;
use domain::AccountId;
use identity::throttle::{Guesses, Wait};
use jiff::{SignedDuration, Timestamp};
use kit::problem::Problem;
use store::{Sql, TenantScope, Tx, guesses};

/// Guesses that nobody went on with are forgotten after a month.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Counts a guess.
///
/// # Errors
/// 429 when it must wait. It says the same whether there is such an account or not.
pub(crate) async fn count<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    holder: &str,
    now: Timestamp,
) -> Result<(), Problem> {
    let mut tx = Tx::begin(sql).await?;
    let (in_a_row, last_at) = guesses::lock(&mut tx, scope, holder).await?;
    let before = Guesses { in_a_row, last_at };
    if let Err(wait) = before.admit(now) {
        tx.rollback().await?;
        return Err(refused(wait));
    }
    let counted = before.with_another(now).in_a_row;
    guesses::count(&mut tx, scope, holder, counted, now).await?;
    let oldest = now.saturating_sub(KEPT_FOR).unwrap_or(Timestamp::MIN);
    guesses::forget_old(&mut tx, scope, oldest).await?;
    tx.commit().await?;
    Ok(())
}

/// Who guesses the login from a device that nobody knows.
pub(crate) fn stranger(login_digest: &[u8]) -> String {
    format!("login {}", hex::encode(login_digest))
}

/// Who guesses from a device of the account's owner.
pub(crate) fn device(device_hash: &str) -> String {
    format!("device {device_hash}")
}

/// Who guesses within a session.
pub(crate) fn session(account: AccountId) -> String {
    format!("session of {account}")
}

fn refused(wait: Wait) -> Problem {
    let too_many = |detail: String, seconds| {
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-guesses", detail).retry_after(seconds)
    };
    match wait {
        Wait::Seconds(seconds) => {
            let detail = format!("too many wrong guesses; the next one is taken in {seconds} s");
            too_many(detail, seconds)
        }
        Wait::ForHelp => {
            let detail = "too many wrong guesses; an administrator must make the account start anew, \
                          or its owner signs in from a device that is known";
            too_many(detail.to_owned(), 3_600)
        }
    }
}
