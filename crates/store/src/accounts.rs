//! Accounts of people: who signs in, with what, and what they may do. What names the person is sealed.

use domain::visibility::GroupName;
use domain::{AccountId, Role, SubjectId, TenantId};
use jiff::Timestamp;

use crate::decode::{Columns, json_of, name_of};
use crate::insert::one;
use crate::{Error, Page, Row, Sql, TenantKey, TenantScope, Tx, Value, subject_keys};

const TABLE: &str = "account";
const COLUMNS: &str = "account_id, login_digest, profile, role, enabled, subject_id, password_hash, \
    password_changed_at_ms, password_history, activation_hash, activation_expires_at_ms, \
    authenticator, authenticator_confirmed, authenticator_step, recovery_hashes, revision, \
    created_at_ms, changed_at_ms, account_type";

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub account_id: AccountId,
    /// The blind index of its login.
    pub login_digest: Vec<u8>,
    /// Login and name, sealed.
    pub profile: Vec<u8>,
    /// What it may do.
    pub role: Role,
    /// Whether it may sign in.
    pub enabled: bool,
    /// The data subject whose own account it is.
    pub subject_id: Option<SubjectId>,
    /// What it signs in with; none until it is activated.
    pub password: Option<Password>,
    /// Hashes of earlier passwords, the last one first.
    pub password_history: Vec<String>,
    /// With what a password can be set by who has none.
    pub activation: Option<Activation>,
    /// What shows one-time codes.
    pub authenticator: Option<Authenticator>,
    /// Hashes of recovery codes that are left.
    pub recovery_hashes: Vec<String>,
    /// Counts the changes.
    pub revision: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// What kind of person it is for, as the tenant tells them apart.
    pub account_type: Option<GroupName>,
}

/// A password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Password {
    /// Its hash, a string of the format PHC.
    pub hash: String,
    /// Since when it is the password.
    pub changed_at: Timestamp,
}

/// A secret that is used once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activation {
    /// Its hash.
    pub hash: String,
    /// Until when it is taken.
    pub expires_at: Timestamp,
}

/// An authenticator (RFC 6238).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticator {
    /// Its secret, sealed.
    pub secret: Vec<u8>,
    /// Whether its owner has shown that it works.
    pub confirmed: bool,
    /// The last step whose code was taken.
    pub last_step: Option<u64>,
}

/// Keeps a new account.
///
/// # Errors
/// [`Error::Exists`] when another one has this login.
pub async fn create<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    account: &Account,
) -> Result<(), Error> {
    let statement = format!(
        "INSERT INTO account (tenant_id, {COLUMNS}) VALUES ({}) ON CONFLICT DO NOTHING",
        crate::insert::list(1, 20)
    );
    let mut parameters = vec![scope.parameter(), account.account_id.into()];
    parameters.extend(changeable(account)?);
    parameters.push(number(account.revision));
    parameters.extend([account.created_at.into(), account.changed_at.into()]);
    parameters.push(type_of(account));
    let inserted = tx.execute(&statement, &parameters).await?;
    one(inserted, Error::Exists { what: TABLE })
}

/// Replaces an account that was read.
///
/// # Errors
/// [`Error::Changed`] when it was changed since: so a code is taken once, also by two at the same moment.
pub async fn replace<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    account: &Account,
    at: Timestamp,
) -> Result<(), Error> {
    let mut parameters = changeable(account)?;
    parameters.extend([at.into(), type_of(account)]);
    parameters.extend([scope.parameter(), account.account_id.into()]);
    parameters.push(number(account.revision));
    let changed = tx
        .execute(
            "UPDATE account SET login_digest = $1, profile = $2, role = $3, enabled = $4, \
             subject_id = $5, password_hash = $6, password_changed_at_ms = $7, \
             password_history = $8, activation_hash = $9, activation_expires_at_ms = $10, \
             authenticator = $11, authenticator_confirmed = $12, authenticator_step = $13, \
             recovery_hashes = $14, changed_at_ms = $15, account_type = $16, \
             revision = revision + 1 \
             WHERE tenant_id = $17 AND account_id = $18 AND revision = $19",
            &parameters,
        )
        .await?;
    one(changed, Error::Changed { what: TABLE })
}

/// Finds an account by its id.
pub async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    account_id: AccountId,
) -> Result<Option<Account>, Error> {
    find_by(sql, scope, "account_id", account_id.into()).await
}

/// Finds an account by the blind index of its login.
pub async fn find_by_login<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    login_digest: &[u8],
) -> Result<Option<Account>, Error> {
    find_by(sql, scope, "login_digest", login_digest.into()).await
}

/// Finds the account that is activated by the secret with this hash.
pub async fn find_by_activation<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    hash: &str,
) -> Result<Option<Account>, Error> {
    find_by(sql, scope, "activation_hash", hash.into()).await
}

async fn find_by<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    column: &str,
    value: Value,
) -> Result<Option<Account>, Error> {
    let statement = format!("SELECT {COLUMNS} FROM account WHERE tenant_id = $1 AND {column} = $2");
    let rows = sql.query(&statement, &[scope.parameter(), value]).await?;
    rows.into_iter().next().map(read).transpose()
}

/// Lists accounts by id, which is the order in which they were made.
pub async fn list<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    page: &Page,
) -> Result<(Vec<Account>, Option<String>), Error> {
    let [after] = page.key(TABLE, [""])?;
    let statement = format!(
        "SELECT {COLUMNS} FROM account WHERE tenant_id = $1 AND account_id > $2 \
         ORDER BY account_id LIMIT $3"
    );
    let parameters = [scope.parameter(), after.into(), page.rows().into()];
    let rows = sql.query(&statement, &parameters).await?;
    let accounts = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(page.cut(TABLE, accounts, |account: &Account| {
        [account.account_id.to_string()]
    }))
}

/// Works for a tenant that somebody names who wants to sign in; `None` when there is no such tenant. The caller must
/// check what they sign in with before anything else is done for them.
pub async fn enter<S: Sql>(sql: &mut S, tenant_id: TenantId) -> Result<Option<TenantScope>, Error> {
    sql.enter(tenant_id).await?;
    let rows = sql
        .query(
            "SELECT version, wrapped_key FROM tenant_key WHERE tenant_id = $1 \
             ORDER BY version DESC LIMIT 1",
            &[tenant_id.into()],
        )
        .await?;
    let Some(row) = rows.into_iter().next() else {
        return Ok(None);
    };
    let mut columns = Columns::of("tenant_key", row);
    let key = TenantKey {
        version: columns.integer("version")?,
        wrapped: columns.blob("wrapped_key")?,
    };
    Ok(Some(TenantScope::new(tenant_id, key)))
}

/// Erases the accounts of a data subject who is erased, with their keys, sessions and devices.
pub(crate) async fn erase_of<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    subject: SubjectId,
) -> Result<(), Error> {
    let rows = tx
        .query(
            "SELECT account_id FROM account WHERE tenant_id = $1 AND subject_id = $2",
            &[scope.parameter(), subject.into()],
        )
        .await?;
    for row in rows {
        let account: AccountId = Columns::of(TABLE, row).parsed("account_id")?;
        for table in ["account_group", "known_device", "token", TABLE] {
            let statement = format!("DELETE FROM {table} WHERE tenant_id = $1 AND account_id = $2");
            tx.execute(&statement, &[scope.parameter(), account.into()])
                .await?;
        }
        // Its key is kept where subjects' keys are.
        match subject_keys::delete(tx, scope, SubjectId::from_uuid(*account.as_uuid())).await {
            Ok(()) | Err(Error::Missing { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn number(number: u64) -> Value {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}

fn type_of(account: &Account) -> Value {
    let name = account.account_type.as_ref();
    name.map(GroupName::as_str).into()
}

/// What [`replace`] writes, in the order of the columns.
fn changeable(account: &Account) -> Result<Vec<Value>, Error> {
    let password = account.password.as_ref();
    let activation = account.activation.as_ref();
    let authenticator = account.authenticator.as_ref();
    let last_step = authenticator.and_then(|authenticator| authenticator.last_step);
    Ok(vec![
        account.login_digest.as_slice().into(),
        account.profile.as_slice().into(),
        name_of(&account.role)?,
        i64::from(account.enabled).into(),
        account.subject_id.into(),
        password.map(|password| password.hash.as_str()).into(),
        password.map(|password| password.changed_at).into(),
        json_of(&account.password_history)?,
        activation.map(|activation| activation.hash.as_str()).into(),
        activation.map(|activation| activation.expires_at).into(),
        authenticator.map(|found| found.secret.as_slice()).into(),
        i64::from(authenticator.is_some_and(|found| found.confirmed)).into(),
        last_step.map_or(Value::Null, number),
        json_of(&account.recovery_hashes)?,
    ])
}

fn read(row: Row) -> Result<Account, Error> {
    let mut columns = Columns::of(TABLE, row);
    let account_id = columns.parsed("account_id")?;
    let login_digest = columns.blob("login_digest")?;
    let profile = columns.blob("profile")?;
    let role = columns.named("role")?;
    let enabled = columns.integer::<i64>("enabled")? != 0;
    let subject_id = columns.optional_parsed("subject_id")?;
    let hash = columns.optional_text("password_hash")?;
    let changed_at = columns.optional_time("password_changed_at_ms")?;
    let password = hash.zip(changed_at);
    let password_history = columns.json("password_history")?;
    let hash = columns.optional_text("activation_hash")?;
    let activation = hash.zip(columns.optional_time("activation_expires_at_ms")?);
    let secret = columns.optional_blob("authenticator")?;
    let confirmed = columns.integer::<i64>("authenticator_confirmed")? != 0;
    let last_step = columns.optional_integer("authenticator_step")?;
    Ok(Account {
        account_id,
        login_digest,
        profile,
        role,
        enabled,
        subject_id,
        password: password.map(|(hash, changed_at)| Password { hash, changed_at }),
        password_history,
        activation: activation.map(|(hash, expires_at)| Activation { hash, expires_at }),
        authenticator: secret.map(|secret| Authenticator {
            secret,
            confirmed,
            last_step,
        }),
        recovery_hashes: columns.json("recovery_hashes")?,
        revision: columns.integer("revision")?,
        created_at: columns.time("created_at_ms")?,
        changed_at: columns.time("changed_at_ms")?,
        account_type: columns.optional_parsed("account_type")?,
    })
}
