//! Plugins of tenants: their descriptions, their bytes, where they stand, and which one is active
//! under a name.

mod activation;
mod standing;

pub use activation::{activate, active, deactivate, roll_back};
use domain::TokenId;
use domain::plugin::{PluginState, PublicKey};
use jiff::Timestamp;
use serde_json::Value as Json;

use crate::decode::{Columns, json_of};
use crate::insert::one;
pub use standing::{Decision, decide, retire};

use crate::{Actor, Error, Page, Row, Sql, TenantScope, Tx};

const TABLE: &str = "plugin";

/// A plugin, without its bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Plugin {
    /// SHA-256 of the component, hexadecimal.
    pub digest: String,
    /// The name under which rules refer to it.
    pub name: String,
    /// What it says is its version.
    pub version: String,
    /// What else it says of itself, and what was found out about it.
    pub description: Json,
    /// The size of the component.
    pub size_bytes: u64,
    /// When it was uploaded.
    pub uploaded_at: Timestamp,
    /// The token it was uploaded with.
    pub uploaded_by: TokenId,
    /// Where it stands.
    pub state: PluginState,
    /// The token with which that was decided; the uploader's while nobody has decided.
    pub decided_by: Option<TokenId>,
    /// Why it was rejected or revoked.
    pub reason: Option<String>,
    /// Whether it is the one that runs under its name.
    pub active: bool,
    /// Who signed it.
    pub signer: Option<Signer>,
    /// Since when it does not run, because it failed too often in a row.
    pub suspended_at: Option<Timestamp>,
}

/// Who signed a plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// The key.
    pub public_key: PublicKey,
    /// What holds the key's secret part.
    pub label: String,
    /// Since when nothing more is taken in that the key signed.
    pub revoked_at: Option<Timestamp>,
}

/// A signature that was verified.
#[derive(Debug, Clone, Copy)]
pub struct NewSignature<'a> {
    /// The key, which the tenant has registered.
    pub public_key: &'a PublicKey,
    /// The signature, hexadecimal.
    pub signature: &'a str,
}

/// A plugin to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewPlugin<'a> {
    /// See [`Plugin::digest`].
    pub digest: &'a str,
    /// See [`Plugin::name`].
    pub name: &'a str,
    /// See [`Plugin::version`].
    pub version: &'a str,
    /// See [`Plugin::description`].
    pub description: &'a Json,
    /// The component itself.
    pub component: &'a [u8],
    /// See [`Plugin::uploaded_at`].
    pub uploaded_at: Timestamp,
    /// Its signature, if it has one.
    pub signature: Option<NewSignature<'a>>,
}

/// Keeps an uploaded plugin, which is pending then.
///
/// # Errors
/// [`Error::Exists`] when the tenant has it.
pub async fn insert<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    actor: &Actor,
    plugin: &NewPlugin<'_>,
) -> Result<(), Error> {
    let inserted = tx
        .execute(
            "INSERT INTO plugin (tenant_id, digest, name, version, description, size_bytes, \
             uploaded_at_ms, uploaded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT DO NOTHING",
            &[
                scope.parameter(),
                plugin.digest.into(),
                plugin.name.into(),
                plugin.version.into(),
                json_of(plugin.description)?,
                // An upload is limited to a few megabytes.
                i64::try_from(plugin.component.len())
                    .unwrap_or(i64::MAX)
                    .into(),
                plugin.uploaded_at.into(),
                actor.token_id.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: TABLE })?;
    let inserted = tx
        .execute(
            "INSERT INTO plugin_component (tenant_id, digest, component) VALUES ($1, $2, $3)",
            &[
                scope.parameter(),
                plugin.digest.into(),
                plugin.component.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: "component" })?;
    if let Some(signature) = plugin.signature {
        sign(tx, scope, plugin.digest, signature).await?;
    }
    standing::pending(tx, scope, actor, plugin.digest, plugin.uploaded_at).await
}

async fn sign<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    digest: &str,
    signature: NewSignature<'_>,
) -> Result<(), Error> {
    let inserted = tx
        .execute(
            "INSERT INTO plugin_signature (tenant_id, digest, public_key, signature) \
             VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            &[
                scope.parameter(),
                digest.into(),
                signature.public_key.to_string().into(),
                signature.signature.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: "signature" })
}

/// Plugins as they are read, with a condition.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT plugin.digest, plugin.name, plugin.version, plugin.description, ",
            "plugin.size_bytes, plugin.uploaded_at_ms, plugin.uploaded_by, plugin_standing.state, ",
            "plugin_standing.changed_by, plugin_standing.reason, plugin_active.digest, ",
            "plugin_key.public_key, plugin_key.label, plugin_key.revoked_at_ms, ",
            "plugin_failure.suspended_at_ms ",
            "FROM plugin LEFT JOIN plugin_standing ON plugin_standing.tenant_id = plugin.tenant_id ",
            "AND plugin_standing.digest = plugin.digest ",
            "LEFT JOIN plugin_active ON plugin_active.tenant_id = plugin.tenant_id ",
            "AND plugin_active.name = plugin.name AND plugin_active.digest = plugin.digest ",
            "LEFT JOIN plugin_signature ON plugin_signature.tenant_id = plugin.tenant_id ",
            "AND plugin_signature.digest = plugin.digest ",
            "LEFT JOIN plugin_key ON plugin_key.tenant_id = plugin_signature.tenant_id ",
            "AND plugin_key.public_key = plugin_signature.public_key ",
            "LEFT JOIN plugin_failure ON plugin_failure.tenant_id = plugin.tenant_id ",
            "AND plugin_failure.digest = plugin.digest ",
            $rest
        )
    };
}

use select;

/// Finds a plugin by its digest.
pub async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    digest: &str,
) -> Result<Option<Plugin>, Error> {
    let rows = sql
        .query(
            select!("WHERE plugin.tenant_id = $1 AND plugin.digest = $2"),
            &[scope.parameter(), digest.into()],
        )
        .await?;
    rows.into_iter().next().map(read).transpose()
}

/// Lists plugins by digest.
pub async fn list<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    page: &Page,
) -> Result<(Vec<Plugin>, Option<String>), Error> {
    let [after] = page.key(TABLE, [""])?;
    let rows = sql
        .query(
            select!(
                "WHERE plugin.tenant_id = $1 AND plugin.digest > $2 ORDER BY plugin.digest LIMIT $3"
            ),
            &[scope.parameter(), after.into(), page.rows().into()],
        )
        .await?;
    let plugins = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(page.cut(TABLE, plugins, |plugin: &Plugin| [plugin.digest.clone()]))
}

/// Finds the bytes of a plugin as they were uploaded.
pub async fn component<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    digest: &str,
) -> Result<Option<Vec<u8>>, Error> {
    let rows = sql
        .query(
            "SELECT component FROM plugin_component WHERE tenant_id = $1 AND digest = $2",
            &[scope.parameter(), digest.into()],
        )
        .await?;
    rows.into_iter()
        .next()
        .map(|row| Columns::of("plugin_component", row).blob("component"))
        .transpose()
}

/// Keeps what the compiler made of a plugin for one engine, in place of what it made before.
pub async fn put_artifact<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    digest: &str,
    engine: &str,
    artifact: &[u8],
) -> Result<(), Error> {
    let changed = tx
        .execute(
            "INSERT INTO plugin_artifact (tenant_id, digest, engine, artifact) \
             VALUES ($1, $2, $3, $4) \
             ON CONFLICT (tenant_id, digest, engine) DO UPDATE SET artifact = excluded.artifact",
            &[
                scope.parameter(),
                digest.into(),
                engine.into(),
                artifact.into(),
            ],
        )
        .await?;
    one(changed, Error::Missing { what: TABLE })
}

/// Finds what the compiler made of a plugin for this engine.
pub async fn artifact<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    digest: &str,
    engine: &str,
) -> Result<Option<Vec<u8>>, Error> {
    let rows = sql
        .query(
            "SELECT artifact FROM plugin_artifact \
             WHERE tenant_id = $1 AND digest = $2 AND engine = $3",
            &[scope.parameter(), digest.into(), engine.into()],
        )
        .await?;
    rows.into_iter()
        .next()
        .map(|row| Columns::of("plugin_artifact", row).blob("artifact"))
        .transpose()
}

fn read(row: Row) -> Result<Plugin, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(Plugin {
        digest: columns.text("digest")?,
        name: columns.text("name")?,
        version: columns.text("version")?,
        description: columns.json("description")?,
        size_bytes: columns.integer("size_bytes")?,
        uploaded_at: columns.time("uploaded_at_ms")?,
        uploaded_by: columns.parsed("uploaded_by")?,
        state: match columns.optional_text("state")? {
            // Kept before there were decisions.
            None => PluginState::Approved,
            Some(name) => PluginState::from_name(&name).ok_or(Error::Inconsistent {
                table: TABLE,
                column: "state",
            })?,
        },
        decided_by: columns.optional_parsed("changed_by")?,
        reason: columns.optional_text("reason")?,
        active: columns.optional_text("active")?.is_some(),
        signer: signer(&mut columns)?,
        suspended_at: columns.optional_time("suspended_at_ms")?,
    })
}

fn signer(columns: &mut Columns) -> Result<Option<Signer>, Error> {
    let public_key = columns.optional_parsed("public_key")?;
    let label = columns.optional_text("label")?;
    let revoked_at = columns.optional_time("revoked_at_ms")?;
    let known = public_key.zip(label);
    Ok(known.map(|(public_key, label)| Signer {
        public_key,
        label,
        revoked_at,
    }))
}
