//! Signs in: a session for who proves that an account is theirs.

use axum::body::Body;
use axum::http::Response;
use identity::policy::PasswordPolicy;
use jiff::{SignedDuration, Timestamp};
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::{Caller, Visitor};
use kit::problem::Problem;
use serde::Deserialize;
use store::accounts::Account;
use store::{Actor, Sql, Tx, guesses, tokens};

use crate::account::{has_second_factor, login_digest};
use crate::proof::{self, Proof, Proved};
use crate::session::{self, Begun};
use crate::{account, guessing, password};

/// What somebody signs in with.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    /// Id of the tenant.
    #[schema(format = Uuid)]
    tenant: String,
    /// The login.
    login: String,
    /// The password.
    #[schema(max_length = 1024)]
    password: String,
    /// What the authenticator shows; each is taken once.
    code: Option<String>,
    /// A recovery code in its place; each is taken once.
    recovery_code: Option<String>,
    /// What this device is known by, from the last time.
    device: Option<String>,
    /// A new password, where the tenant's policy lets passwords expire and this one has.
    new_password: Option<String>,
    /// Whether the session comes in a cookie instead of the answer's body, for a page in a browser.
    #[serde(default)]
    cookie: bool,
}

/// Sign in. Whether it is the login, the password or the code that is wrong, whether there is such an account or it is
/// switched off: the answer is the same, and takes as long.
#[utoipa::path(
    post,
    path = "/v1/sign-in",
    operation_id = "sign_in",
    tag = "accounts",
    request_body = SignIn,
    responses(
        (status = 200, description = "Signed in; the session is in the body, or in a cookie", body = Begun),
        kit::openapi::BodyRefusals,
    ),
    security(()),
)]
pub(crate) async fn handler(
    mut visitor: Visitor,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    let wanted: SignIn = incoming.json().await?.parse()?;
    password::check_size("/password", &wanted.password)?;
    let now = kit::clock::now();
    let proof = Proof {
        password: wanted.password,
        code: wanted.code,
        recovery_code: wanted.recovery_code,
    };
    let named = match account::tenant(&wanted.tenant) {
        Some(tenant) => visitor.naming(tenant).await?,
        None => None,
    };
    let Some(caller) = named else {
        password::verify(&proof.password, None)?;
        return Err(proof::refused());
    };
    let (mut db, scope) = (visitor.db, &caller.scope);
    let digest = login_digest(scope, &wanted.login)?;
    let mut found = store::accounts::find_by_login(&mut db, scope, &digest).await?;
    let device = wanted.device.or(visitor.device);
    let known = known_device(&mut db, &caller, found.as_ref(), device.as_deref()).await?;
    let holder = match &known {
        Some(_) => guessing::device(&tokens::hash(device.as_deref().unwrap_or_default())),
        None => guessing::stranger(&digest),
    };
    guessing::count(&mut db, scope, &holder, now).await?;
    let proved = proof::check(&mut db, scope, found.as_mut(), &proof, now).await?;
    let (mut account, mut is_changed) = match (proved, found) {
        (Proved::Yes { is_changed }, Some(account)) => (account, is_changed),
        (Proved::HalfWay, Some(_)) => return Err(proof::half_way()),
        (_, found) => return fail(&mut db, &caller, found.as_ref()).await,
    };
    let policy = password::policy(&mut db, scope).await?;
    if is_expired(&policy, &account, now) {
        let wanted = wanted.new_password.as_deref().ok_or_else(expired)?;
        password::check_size("/new_password", wanted)?;
        let given = ("/new_password", wanted);
        password::set(&mut db, scope, &mut account, given, now).await?;
        is_changed = true;
    }
    let device = match known {
        Some(device) => device,
        None => tokens::spell(&kit::entropy::bytes()?),
    };
    let role = policy.role_with(account.role, has_second_factor(&account));
    let caller = Caller {
        actor: Actor::account(account.account_id, role),
        ..caller
    };
    let change = is_changed.then_some(&account);
    let begun = begin(&mut db, &caller, (&account, change), &holder, device, now).await?;
    Ok(begun.answer(wanted.cookie, now))
}

/// What a device sent, if it is one of the account's.
async fn known_device<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    account: Option<&Account>,
    device: Option<&str>,
) -> Result<Option<String>, Problem> {
    let (Some(account), Some(device)) = (account, device) else {
        return Ok(None);
    };
    let hash = tokens::hash(device);
    let known = guesses::knows_device(sql, &caller.scope, account.account_id, &hash).await?;
    Ok(known.then(|| device.to_owned()))
}

/// Writes down that it was not they, and says no.
async fn fail<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    account: Option<&Account>,
) -> Result<Response<Body>, Problem> {
    let event = match account {
        Some(account) => Event::new("sign-in.failed", "account", &account.account_id),
        None => Event::new("sign-in.failed", "tenant", &caller.scope.tenant_id()),
    };
    let mut tx = Tx::begin(sql).await?;
    event.append(&mut tx, caller).await?;
    tx.commit().await?;
    Err(proof::refused())
}

/// Begins the session, forgets the guesses, and keeps what the proof changed: all of it or nothing.
async fn begin<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    (account, change): (&Account, Option<&Account>),
    holder: &str,
    device: String,
    now: Timestamp,
) -> Result<Begun, Problem> {
    let (id, role) = (account.account_id, caller.actor.role);
    let scope = &caller.scope;
    let mut tx = Tx::begin(sql).await?;
    if let Some(account) = change {
        match store::accounts::replace(&mut tx, scope, account, now).await {
            // Somebody else used the same code at the same moment.
            Err(store::Error::Changed { .. }) => {
                tx.rollback().await?;
                return Err(proof::refused());
            }
            done => done?,
        }
    }
    guesses::forget(&mut tx, scope, holder).await?;
    guesses::know_device(&mut tx, scope, id, &tokens::hash(&device), now).await?;
    let begun = session::begin(&mut tx, scope, account, role, device, now).await?;
    Event::new("session.begun", "account", &id)
        .append(&mut tx, caller)
        .await?;
    tx.commit().await?;
    Ok(begun)
}

fn is_expired(policy: &PasswordPolicy, account: &Account, now: Timestamp) -> bool {
    let Some((days, password)) = policy.expires_after_days.zip(account.password.as_ref()) else {
        return false;
    };
    now.duration_since(password.changed_at) > SignedDuration::from_hours(24 * i64::from(days))
}

fn expired() -> Problem {
    let detail = "the password has expired; sign in with it once more and send `new_password`";
    Problem::new(
        axum::http::StatusCode::FORBIDDEN,
        "password-expired",
        detail,
    )
}
