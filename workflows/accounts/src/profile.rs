//! What one can do about the own account: all that a new one may do.

pub(crate) mod confirm;
pub(crate) mod enrol;
pub(crate) mod find;
pub(crate) mod password;
pub(crate) mod recovery_codes;
pub(crate) mod remove;
pub(crate) mod replace;

use identity::recovery;
use kit::problem::Problem;
use serde::Serialize;
use store::accounts::Account;

/// Recovery codes, as their owner gets them.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct RecoveryCodes {
    /// Each lets in once who has lost the authenticator. They are shown this once.
    recovery_codes: Vec<String>,
}

/// Gives an account new recovery codes. It is not kept yet.
fn new_recovery_codes(account: &mut Account) -> Result<RecoveryCodes, Problem> {
    let mut recovery_codes = Vec::with_capacity(recovery::COUNT);
    for _ in 0..recovery::COUNT {
        recovery_codes.push(recovery::spell(kit::entropy::bytes()?));
    }
    account.recovery_hashes = recovery_codes
        .iter()
        .map(|code| recovery::hash(code))
        .collect();
    Ok(RecoveryCodes { recovery_codes })
}
