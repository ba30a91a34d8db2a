//! Accounts, for who makes them.

pub(crate) mod create;
pub(crate) mod enabled;
pub(crate) mod find;
pub(crate) mod list;
pub(crate) mod membership;
pub(crate) mod renew;
pub(crate) mod role;

use jiff::{SignedDuration, Timestamp};
use kit::problem::Problem;
use store::accounts::Activation;
use store::tokens;

/// How long an account waits for its owner.
const ACTIVATED_WITHIN: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Makes a secret that sets the password once, and what is kept of it.
fn activation(now: Timestamp) -> Result<(String, Activation), Problem> {
    let secret = tokens::spell(&kit::entropy::bytes()?);
    let activation = Activation {
        hash: tokens::hash(&secret),
        expires_at: now
            .saturating_add(ACTIVATED_WITHIN)
            .unwrap_or(Timestamp::MAX),
    };
    Ok((secret, activation))
}
