//! An account in the clear: what names the person is sealed under a key that the account has of its own, kept where
//! subjects' keys are.

use std::collections::BTreeSet;

use domain::visibility::GroupName;
use domain::{AccountId, SubjectId, TenantId, Value};
use jiff::Timestamp;
use kit::door::Caller;
use kit::keys::Keyring;
use kit::notes::{self, Place};
use kit::problem::{Place as Where, Problem};
use serde::{Deserialize, Serialize};
use store::accounts::Account;
use store::{Sql, TenantScope, Tx, subject_keys};

/// What names a person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Profile {
    /// What they sign in with.
    pub(crate) login: String,
    /// What others see of them.
    pub(crate) display_name: String,
}

/// An account as it is shown.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct AccountView {
    /// Its id; events of the audit log have it as the token's.
    #[schema(value_type = String, format = Uuid)]
    account_id: AccountId,
    /// What its owner signs in with.
    login: String,
    /// What others see of them.
    display_name: String,
    /// What it may do.
    role: &'static str,
    /// Whether it may sign in.
    enabled: bool,
    /// Whether it has a password.
    activated: bool,
    /// Whether it signs in with a second factor.
    second_factor: bool,
    /// The data subject whose own account it is.
    #[schema(value_type = Option<String>, format = Uuid)]
    subject_id: Option<SubjectId>,
    /// The groups in which it is.
    #[schema(value_type = Vec<String>)]
    groups: BTreeSet<GroupName>,
    /// Its type, as the tenant tells accounts apart.
    #[serde(rename = "type")]
    #[schema(value_type = Option<String>)]
    account_type: Option<GroupName>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last changed.
    #[schema(value_type = String, format = DateTime)]
    changed_at: Timestamp,
}

impl AccountView {
    pub(crate) fn of(account: &Account, profile: Profile, groups: BTreeSet<GroupName>) -> Self {
        Self {
            account_id: account.account_id,
            login: profile.login,
            display_name: profile.display_name,
            role: account.role.as_str(),
            enabled: account.enabled,
            activated: account.password.is_some(),
            second_factor: has_second_factor(account),
            subject_id: account.subject_id,
            groups,
            account_type: account.account_type.clone(),
            created_at: account.created_at,
            changed_at: account.changed_at,
        }
    }
}

/// Whether somebody signs in with an authenticator besides.
pub(crate) fn has_second_factor(account: &Account) -> bool {
    let authenticator = account.authenticator.as_ref();
    authenticator.is_some_and(|authenticator| authenticator.confirmed)
}

/// The blind index of a login: spellings that people take for the same are.
pub(crate) fn login_digest(scope: &TenantScope, login: &str) -> Result<Vec<u8>, Problem> {
    let normal = kit::index::normal_form(&Value::Text(login.to_owned()));
    let digests = kit::index::digests(scope, "account", "login", &[normal])?;
    let digest = digests.into_iter().next();
    digest.ok_or_else(|| Problem::internal("the vault gave no digest"))
}

/// Gets an account of the tenant.
pub(crate) async fn get<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    id: AccountId,
) -> Result<Account, Problem> {
    let found = store::accounts::find(sql, scope, id).await?;
    found.ok_or_else(|| Problem::not_found("account"))
}

/// Gets the account whose session this is.
pub(crate) async fn own<S: Sql>(sql: &mut S, caller: &Caller) -> Result<Account, Problem> {
    let Some(session) = &caller.actor.session else {
        return Err(Problem::forbidden());
    };
    get(sql, &caller.scope, session.account_id).await
}

/// Makes the key of a new account.
pub(crate) async fn make_key<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    id: AccountId,
) -> Result<(), Problem> {
    let keys = Keyring::make(scope, &[holder(id)])?;
    Ok(subject_keys::insert_many(tx, scope, &keys.rows()).await?)
}

/// Seals what names a person.
pub(crate) async fn seal_profile<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    id: AccountId,
    profile: &Profile,
) -> Result<Vec<u8>, Problem> {
    let json = serde_json::to_string(profile);
    let json = json.map_err(|error| Problem::internal(error.to_string()))?;
    notes::seal(sql, scope, &place(id, "profile"), &json).await
}

/// Opens what names the persons of these accounts.
pub(crate) async fn open_profiles<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    accounts: &[Account],
) -> Result<Vec<Profile>, Problem> {
    let sealed = accounts.iter();
    let sealed = sealed.map(|found| (place(found.account_id, "profile"), found.profile.clone()));
    let opened = notes::open_many(sql, scope, sealed.collect()).await?;
    let read = |json: Option<String>| {
        let profile = json.and_then(|json| serde_json::from_str(&json).ok());
        profile.ok_or_else(|| Problem::internal("a profile does not have its form"))
    };
    opened.into_iter().map(read).collect()
}

/// Opens what names the person of an account.
pub(crate) async fn open_profile<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    account: &Account,
) -> Result<Profile, Problem> {
    let opened = open_profiles(sql, scope, std::slice::from_ref(account)).await?;
    let profile = opened.into_iter().next();
    profile.ok_or_else(|| Problem::internal("no profile was opened"))
}

/// Seals the secret of an authenticator.
pub(crate) async fn seal_secret<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    id: AccountId,
    secret: &[u8],
) -> Result<Vec<u8>, Problem> {
    notes::seal(
        sql,
        scope,
        &place(id, "authenticator"),
        &hex::encode(secret),
    )
    .await
}

/// Opens the secret of an authenticator.
pub(crate) async fn open_secret<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    id: AccountId,
    sealed: &[u8],
) -> Result<Vec<u8>, Problem> {
    let sealed = vec![(place(id, "authenticator"), sealed.to_vec())];
    let opened = notes::open_many(sql, scope, sealed).await?;
    let secret = opened.into_iter().flatten().next();
    let secret = secret.and_then(|text| hex::decode(text).ok());
    secret.ok_or_else(|| Problem::internal("a secret does not have its form"))
}

/// Reads what a person is called.
pub(crate) fn named(pointer: &str, text: &str) -> Result<String, Where> {
    domain::label(text).map_err(|error| Where::pointer(pointer, error.to_string()))
}

/// A tenant as it is written in a body: one that cannot be is there as little as any that does not exist.
pub(crate) fn tenant(text: &str) -> Option<TenantId> {
    text.parse().ok()
}

/// Whose key seals an account: its own.
fn holder(id: AccountId) -> SubjectId {
    SubjectId::from_uuid(*id.as_uuid())
}

fn place(id: AccountId, name: &'static str) -> Place<'static> {
    Place {
        subject_id: holder(id),
        kind: "account",
        id: id.to_string(),
        name,
    }
}
