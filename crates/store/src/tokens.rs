//! Bearer tokens (RFC 6750), kept as hashes; the one door to a [`TenantScope`].

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{AccountId, Role, TenantId, TokenId};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::decode::{Columns, name_of};
use crate::insert::one;
use crate::{Actor, Dialect, Error, Page, Row, SignedIn, Sql, TenantKey, TenantScope, Tx};

const TABLE: &str = "token";

/// A token, without what would let anybody use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its id.
    pub token_id: TokenId,
    /// What it may do.
    pub role: Role,
    /// What it is for. Names a program or a function, not a person.
    pub label: String,
    /// When it was issued.
    pub created_at: Timestamp,
    /// From when on it is no longer accepted.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// A token to be issued.
#[derive(Debug, Clone)]
pub struct NewToken<'a> {
    /// Its id.
    pub token_id: TokenId,
    /// What it may do.
    pub role: Role,
    /// What it is for.
    pub label: &'a str,
    /// [`hash`] of the token.
    pub hash: &'a str,
    /// Now.
    pub created_at: Timestamp,
    /// From when on it is no longer accepted.
    pub expires_at: Option<Timestamp>,
}

/// What every token starts with, so that secret scanners find those that get lost.
const PREFIX: &str = "lethe_";

/// Writes a token of 256 random bits: the prefix and base64 without padding (RFC 4648, 5).
pub fn spell(secret: &[u8; 32]) -> String {
    format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(secret))
}

/// Hashes a token as it is kept: SHA-256, hexadecimal.
///
/// A token has 256 random bits, so a slow or salted hash would add nothing.
pub fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// Issues a token.
///
/// # Errors
/// [`Error::Exists`] when the hash or the id is in use.
pub async fn issue<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    token: &NewToken<'_>,
) -> Result<(), Error> {
    let inserted = tx
        .execute(
            "INSERT INTO token (tenant_id, token_id, token_hash, role, label, created_at_ms, \
             expires_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
            &[
                scope.parameter(),
                token.token_id.into(),
                token.hash.into(),
                name_of(&token.role)?,
                token.label.into(),
                token.created_at.into(),
                token.expires_at.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: TABLE })
}

/// Lets the holder of a token in; `None` when it is unknown, revoked or expired, or a session that was not used for
/// too long.
///
/// Comparing hashes inside the database leaks at most timing about hashes, from which no token
/// follows.
pub async fn authenticate<S: Sql>(
    sql: &mut S,
    hash: &str,
    now: Timestamp,
) -> Result<Option<(TenantScope, Actor)>, Error> {
    let statement = match sql.dialect() {
        Dialect::Sqlite => {
            "SELECT token.tenant_id, token.token_id, token.label, token.role, token.account_id, \
             token.authenticated_at_ms, token.used_at_ms, \
             tenant_key.version, tenant_key.wrapped_key \
             FROM token JOIN tenant_key ON tenant_key.tenant_id = token.tenant_id \
             WHERE token.token_hash = $1 AND token.revoked_at_ms IS NULL \
             AND (token.expires_at_ms IS NULL OR token.expires_at_ms > $2) \
             AND (token.idle_ms IS NULL OR token.used_at_ms + token.idle_ms > $2) \
             ORDER BY tenant_key.version DESC LIMIT 1"
        }
        // The same, but here nobody sees a row before it is known whose it is.
        Dialect::Postgres => {
            "SELECT tenant_id, token_id, label, role, account_id, authenticated_at_ms, used_at_ms, \
             version, wrapped_key FROM token_door($1, $2)"
        }
    };
    let rows = sql.query(statement, &[hash.into(), now.into()]).await?;
    let Some(row) = rows.into_iter().next() else {
        return Ok(None);
    };
    let mut columns = Columns::of(TABLE, row);
    let tenant_id: TenantId = columns.parsed("tenant_id")?;
    let actor = actor(&mut columns)?;
    let key = TenantKey {
        version: columns.integer("version")?,
        wrapped: columns.blob("wrapped_key")?,
    };
    sql.enter(tenant_id).await?;
    Ok(Some((TenantScope::new(tenant_id, key), actor)))
}

fn actor(columns: &mut Columns) -> Result<Actor, Error> {
    let (token_id, label) = (columns.parsed("token_id")?, columns.text("label")?);
    let role = columns.named("role")?;
    let account_id: Option<AccountId> = columns.optional_parsed("account_id")?;
    let authenticated_at = columns.optional_time("authenticated_at_ms")?;
    let used_at = columns.optional_time("used_at_ms")?;
    let Some((account_id, (authenticated_at, used_at))) =
        account_id.zip(authenticated_at.zip(used_at))
    else {
        return Ok(Actor {
            token_id,
            label,
            role,
            session: None,
        });
    };
    let session = SignedIn {
        account_id,
        token_id,
        authenticated_at,
        used_at,
    };
    Ok(Actor {
        session: Some(session),
        ..Actor::account(account_id, role)
    })
}

/// The hash of a token of the tenant.
pub async fn hash_of<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    token_id: TokenId,
) -> Result<Option<String>, Error> {
    let rows = sql
        .query(
            "SELECT token_hash FROM token WHERE tenant_id = $1 AND token_id = $2",
            &[scope.parameter(), token_id.into()],
        )
        .await?;
    let row = rows.into_iter().next();
    row.map(|row| Columns::of(TABLE, row).text("token_hash"))
        .transpose()
}

/// Lists the tokens of the tenant by id, which is the order of their issue; sessions of accounts are not among them.
pub async fn list<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    page: &Page,
) -> Result<(Vec<Token>, Option<String>), Error> {
    let [after] = page.key(TABLE, [""])?;
    let rows = sql
        .query(
            "SELECT token_id, role, label, created_at_ms, expires_at_ms, revoked_at_ms FROM token \
             WHERE tenant_id = $1 AND token_id > $2 AND account_id IS NULL \
             ORDER BY token_id LIMIT $3",
            &[scope.parameter(), after.into(), page.rows().into()],
        )
        .await?;
    let tokens = rows.into_iter().map(token).collect::<Result<_, _>>()?;
    Ok(page.cut(TABLE, tokens, |token| [token.token_id.to_string()]))
}

/// Revokes a token for good.
///
/// # Errors
/// [`Error::Missing`] when there is none that could be revoked.
pub async fn revoke<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    token_id: TokenId,
    at: Timestamp,
) -> Result<(), Error> {
    let changed = tx
        .execute(
            "UPDATE token SET revoked_at_ms = $1 \
             WHERE tenant_id = $2 AND token_id = $3 AND revoked_at_ms IS NULL",
            &[at.into(), scope.parameter(), token_id.into()],
        )
        .await?;
    one(changed, Error::Missing { what: TABLE })
}

fn token(row: Row) -> Result<Token, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(Token {
        token_id: columns.parsed("token_id")?,
        role: columns.named("role")?,
        label: columns.text("label")?,
        created_at: columns.time("created_at_ms")?,
        expires_at: columns.optional_time("expires_at_ms")?,
        revoked_at: columns.optional_time("revoked_at_ms")?,
    })
}
