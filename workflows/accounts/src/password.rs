//! Which passwords are taken, and how one is set.

use identity::policy::{About, MOST_BYTES, PasswordPolicy, Violation, normal_form};
use jiff::Timestamp;
use kit::platform::passwords::{self, Outcome};
use kit::problem::{Place, Problem};
use store::accounts::{Account, Password};
use store::{Sql, TenantScope};

use crate::account::{has_second_factor, open_profile};

/// What is verified for who has no password: it takes as long, and nobody knows its password.
const NOBODYS: &str = "$argon2id$v=19$m=65536,t=3,p=1$bGV0aGUtbm9ib2R5LTAx$\
    q5f8Kq1cY0Jm7mX0x7v2n1oQ3rjZ4cE9dGhVw2sTt6k";

/// The policy of the tenant.
pub(crate) async fn policy<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
) -> Result<PasswordPolicy, Problem> {
    let Some(set) = store::password_policy::find(sql, scope).await? else {
        return Ok(PasswordPolicy::default());
    };
    serde_json::from_value(set).map_err(|_| Problem::internal("a policy does not have its form"))
}

/// Checks that a text can be a password at all, before anything is done with it.
pub(crate) fn check_size(pointer: &str, password: &str) -> Result<(), Problem> {
    if password.len() <= MOST_BYTES && normal_form(password).len() <= MOST_BYTES {
        return Ok(());
    }
    let place = Place::pointer(pointer, Violation::TooLong.to_string());
    Err(Problem::invalid("no password is that long", vec![place]))
}

/// Whether this is the password; the same work where there is none.
pub(crate) fn verify(password: &str, known: Option<&Password>) -> Result<Outcome, Problem> {
    let hash = known.map_or(NOBODYS, |known| known.hash.as_str());
    let outcome = passwords::verify(&normal_form(password), hash)?;
    Ok(known.map_or(Outcome::Wrong, |_| outcome))
}

/// Hashes the same password anew, when the hash is outdated.
pub(crate) fn renew(account: &mut Account, password: &str) -> Result<(), Problem> {
    if let Some(known) = &mut account.password {
        known.hash = passwords::hash(&normal_form(password))?;
    }
    Ok(())
}

/// Gives an account another password. It is not kept yet.
///
/// # Errors
/// Everything that the tenant's policy finds wrong with it.
pub(crate) async fn set<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    account: &mut Account,
    (pointer, wanted): (&str, &str),
    now: Timestamp,
) -> Result<(), Problem> {
    let policy = policy(sql, scope).await?;
    let profile = open_profile(sql, scope, account).await?;
    let tenant = store::tenants::name(sql, scope).await?.unwrap_or_default();
    let about = About {
        words: &[&profile.login, &profile.display_name, &tenant],
        second_factor: has_second_factor(account),
    };
    let checked = policy.check(wanted, &about);
    let password = checked.map_err(|violations| refused(pointer, &violations))?;
    let kept = policy.history as usize;
    let current = account.password.take().map(|known| known.hash);
    let earlier = current
        .into_iter()
        .chain(std::mem::take(&mut account.password_history));
    let earlier: Vec<String> = earlier.take(kept).collect();
    for hash in &earlier {
        if passwords::verify(&password, hash)? != Outcome::Wrong {
            return Err(refused(pointer, &[Violation::UsedBefore]));
        }
    }
    account.password_history = earlier;
    account.password = Some(Password {
        hash: passwords::hash(&password)?,
        changed_at: now,
    });
    account.activation = None;
    Ok(())
}

fn refused(pointer: &str, violations: &[Violation]) -> Problem {
    let places = violations.iter();
    let places = places.map(|violation| Place::pointer(pointer, violation.to_string()));
    Problem::invalid("this password is not taken", places.collect())
}
