//! The public keys of those who sign plugins for a tenant. A revoked key stays known: what it signed was signed.

use domain::TokenId;
use domain::plugin::PublicKey;
use jiff::Timestamp;

use crate::decode::Columns;
use crate::insert::one;
use crate::{Actor, Error, Page, Row, Sql, TenantScope, Tx};

const TABLE: &str = "plugin_key";

/// A key that plugins are signed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginKey {
    /// The key, which is its name too.
    pub public_key: PublicKey,
    /// What holds its secret part: a program or a function, not a person.
    pub label: String,
    /// When it was registered.
    pub created_at: Timestamp,
    /// The token it was registered with.
    pub created_by: TokenId,
    /// Since when nothing more is taken in that it signed.
    pub revoked_at: Option<Timestamp>,
}

/// Registers a key.
///
/// # Errors
/// [`Error::Exists`] when the tenant has it, revoked or not.
pub async fn register<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    actor: &Actor,
    public_key: &PublicKey,
    label: &str,
    at: Timestamp,
) -> Result<(), Error> {
    let inserted = tx
        .execute(
            "INSERT INTO plugin_key (tenant_id, public_key, label, created_at_ms, created_by) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            &[
                scope.parameter(),
                public_key.to_string().into(),
                label.into(),
                at.into(),
                actor.token_id.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: "plugin key" })
}

/// Finds a key.
pub async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    public_key: &PublicKey,
) -> Result<Option<PluginKey>, Error> {
    let rows = sql
        .query(
            "SELECT public_key, label, created_at_ms, created_by, revoked_at_ms FROM plugin_key \
             WHERE tenant_id = $1 AND public_key = $2",
            &[scope.parameter(), public_key.to_string().into()],
        )
        .await?;
    rows.into_iter().next().map(read).transpose()
}

/// Lists keys in the order of their digits.
pub async fn list<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    page: &Page,
) -> Result<(Vec<PluginKey>, Option<String>), Error> {
    let [after] = page.key(TABLE, [""])?;
    let rows = sql
        .query(
            "SELECT public_key, label, created_at_ms, created_by, revoked_at_ms FROM plugin_key \
             WHERE tenant_id = $1 AND public_key > $2 ORDER BY public_key LIMIT $3",
            &[scope.parameter(), after.into(), page.rows().into()],
        )
        .await?;
    let keys = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(page.cut(TABLE, keys, |key: &PluginKey| [key.public_key.to_string()]))
}

/// Revokes a key for good.
///
/// # Errors
/// [`Error::Missing`] when the tenant has no such key, or revoked it before.
pub async fn revoke<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    public_key: &PublicKey,
    at: Timestamp,
) -> Result<(), Error> {
    let changed = tx
        .execute(
            "UPDATE plugin_key SET revoked_at_ms = $1 \
             WHERE tenant_id = $2 AND public_key = $3 AND revoked_at_ms IS NULL",
            &[at.into(), scope.parameter(), public_key.to_string().into()],
        )
        .await?;
    one(changed, Error::Missing { what: "plugin key" })
}

fn read(row: Row) -> Result<PluginKey, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(PluginKey {
        public_key: columns.parsed("public_key")?,
        label: columns.text("label")?,
        created_at: columns.time("created_at_ms")?,
        created_by: columns.parsed("created_by")?,
        revoked_at: columns.optional_time("revoked_at_ms")?,
    })
}
