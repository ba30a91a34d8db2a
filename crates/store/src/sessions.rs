//! Sessions of accounts: tokens that end when they are not used for so long. The door to them is that of all tokens
//! ([`tokens::authenticate`](crate::tokens::authenticate)).

use domain::{AccountId, Role, TokenId};
use jiff::{SignedDuration, Timestamp};

use crate::decode::name_of;
use crate::insert::one;
use crate::{Actor, Error, Sql, TenantScope, Tx};

const TABLE: &str = "session";

/// A session that begins.
#[derive(Debug, Clone)]
pub struct NewSession<'a> {
    /// Its id, which is that of its token.
    pub token_id: TokenId,
    /// Whose it is.
    pub account_id: AccountId,
    /// What the account may do. When that changes, its sessions must end.
    pub role: Role,
    /// [`tokens::hash`](crate::tokens::hash) of the token.
    pub hash: &'a str,
    /// Now.
    pub at: Timestamp,
    /// It ends when it is not used for so long.
    pub idle: SignedDuration,
    /// It ends then, however it is used.
    pub expires_at: Timestamp,
}

/// Begins a session.
///
/// # Errors
/// [`Error::Exists`] when the hash or the id is in use.
pub async fn begin<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    session: &NewSession<'_>,
) -> Result<(), Error> {
    let label = Actor::account(session.account_id, session.role).label;
    let idle = i64::try_from(session.idle.as_millis()).unwrap_or(i64::MAX);
    let inserted = tx
        .execute(
            "INSERT INTO token (tenant_id, token_id, token_hash, role, label, created_at_ms, \
             expires_at_ms, account_id, authenticated_at_ms, used_at_ms, idle_ms) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $6, $6, $9) ON CONFLICT DO NOTHING",
            &[
                scope.parameter(),
                session.token_id.into(),
                session.hash.into(),
                name_of(&session.role)?,
                label.into(),
                session.at.into(),
                session.expires_at.into(),
                session.account_id.into(),
                idle.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: TABLE })
}

/// Notes that a session is used. One that was revoked meanwhile stays so.
pub async fn touch<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    token_id: TokenId,
    at: Timestamp,
) -> Result<(), Error> {
    sql.execute(
        "UPDATE token SET used_at_ms = $1 \
         WHERE tenant_id = $2 AND token_id = $3 AND used_at_ms < $1",
        &[at.into(), scope.parameter(), token_id.into()],
    )
    .await
    .map(drop)
}

/// Notes that somebody proved again who they are.
///
/// # Errors
/// [`Error::Missing`] when the session ended meanwhile.
pub async fn prove<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    token_id: TokenId,
    at: Timestamp,
) -> Result<(), Error> {
    let changed = tx
        .execute(
            "UPDATE token SET authenticated_at_ms = $1, used_at_ms = $1 WHERE tenant_id = $2 \
             AND token_id = $3 AND account_id IS NOT NULL AND revoked_at_ms IS NULL",
            &[at.into(), scope.parameter(), token_id.into()],
        )
        .await?;
    one(changed, Error::Missing { what: TABLE })
}

/// Ends all sessions of an account but one, and gives how many those were.
pub async fn end_others<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    account_id: AccountId,
    but: Option<TokenId>,
    at: Timestamp,
) -> Result<u64, Error> {
    let but = but.map(|token| token.to_string()).unwrap_or_default();
    tx.execute(
        "UPDATE token SET revoked_at_ms = $1 WHERE tenant_id = $2 AND account_id = $3 \
         AND token_id <> $4 AND revoked_at_ms IS NULL",
        &[
            at.into(),
            scope.parameter(),
            account_id.into(),
            but.as_str().into(),
        ],
    )
    .await
}
