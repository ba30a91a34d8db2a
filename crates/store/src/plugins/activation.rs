//! Which plugin runs under a name, and which did before.

use jiff::Timestamp;

use super::standing::hold;
use super::{Plugin, read, select};
use crate::decode::Columns;
use crate::insert::one;
use crate::{Error, Sql, TenantScope, Tx};

const TABLE: &str = "plugin_activation";

/// How many activations of a name are kept: the active one, and those that can be gone back to.
const KEPT: i64 = 10;

/// Makes an approved plugin the one that runs under its name, and gives it.
///
/// # Errors
/// [`Error::Missing`] when the tenant has no plugin with this digest, [`Error::NotApproved`] when
/// it must not run.
pub async fn activate<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    digest: &str,
    at: Timestamp,
) -> Result<Plugin, Error> {
    let plugin = hold(tx, scope, digest).await?;
    if plugin.active {
        return Ok(plugin);
    }
    let name = &plugin.name;
    point(tx, scope, name, digest, at).await?;
    let kept = tx
        .execute(
            "INSERT INTO plugin_activation (tenant_id, name, digest, activation_no) \
             SELECT $1, $2, $3, COALESCE(MAX(activation_no), 0) + 1 FROM plugin_activation \
             WHERE tenant_id = $1 AND name = $2",
            &[scope.parameter(), name.as_str().into(), digest.into()],
        )
        .await?;
    one(kept, Error::Changed { what: TABLE })?;
    tx.execute(
        "DELETE FROM plugin_activation WHERE tenant_id = $1 AND name = $2 AND activation_no <= \
         (SELECT MAX(activation_no) FROM plugin_activation WHERE tenant_id = $1 AND name = $2) - $3",
        &[scope.parameter(), name.as_str().into(), KEPT.into()],
    )
    .await?;
    Ok(Plugin {
        active: true,
        ..plugin
    })
}

/// Goes back from the active plugin to the one before it that may still run, and gives its digest.
/// What was gone back from is not gone back to: only an activation brings it again.
///
/// # Errors
/// [`Error::NoEarlierVersion`] when there is none.
pub async fn roll_back<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    active: &Plugin,
    at: Timestamp,
) -> Result<String, Error> {
    let name = &active.name;
    let rows = tx
        .query(
            "SELECT activation_no, digest FROM plugin_activation \
             WHERE tenant_id = $1 AND name = $2 ORDER BY activation_no DESC",
            &[scope.parameter(), name.as_str().into()],
        )
        .await?;
    for row in rows {
        let mut columns = Columns::of(TABLE, row);
        let number: i64 = columns.integer("activation_no")?;
        let digest = columns.text("digest")?;
        if digest == active.digest {
            continue;
        }
        match hold(tx, scope, &digest).await {
            Err(Error::NotApproved { .. }) => continue,
            held => drop(held?),
        }
        tx.execute(
            "DELETE FROM plugin_activation \
             WHERE tenant_id = $1 AND name = $2 AND activation_no > $3",
            &[scope.parameter(), name.as_str().into(), number.into()],
        )
        .await?;
        point(tx, scope, name, &digest, at).await?;
        return Ok(digest);
    }
    Err(Error::NoEarlierVersion)
}

/// Lets a plugin run no more; tells whether it did.
pub async fn deactivate<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    digest: &str,
) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "DELETE FROM plugin_active WHERE tenant_id = $1 AND digest = $2",
            &[scope.parameter(), digest.into()],
        )
        .await?;
    Ok(changed == 1)
}

async fn point<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    name: &str,
    digest: &str,
    at: Timestamp,
) -> Result<(), Error> {
    let changed = tx
        .execute(
            "INSERT INTO plugin_active (tenant_id, name, digest, activated_at_ms) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, name) DO UPDATE SET \
             digest = excluded.digest, activated_at_ms = excluded.activated_at_ms",
            &[scope.parameter(), name.into(), digest.into(), at.into()],
        )
        .await?;
    one(changed, Error::Missing { what: "plugin" })
}

/// Finds the plugin that runs under a name.
pub async fn active<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    name: &str,
) -> Result<Option<Plugin>, Error> {
    let rows = sql
        .query(
            select!(
                "WHERE plugin.tenant_id = $1 AND plugin.name = $2 \
                 AND plugin_active.digest IS NOT NULL"
            ),
            &[scope.parameter(), name.into()],
        )
        .await?;
    rows.into_iter().next().map(read).transpose()
}
