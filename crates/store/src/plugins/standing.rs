//! Where a plugin stands, and who decided it.

use domain::plugin::{PluginEvent, PluginState};
use jiff::Timestamp;

use super::{Plugin, TABLE, find};
use crate::insert::one;
use crate::{Actor, Error, Sql, TenantScope, Tx};

/// What is decided about a plugin.
#[derive(Debug, Clone, Copy)]
pub struct Decision<'a> {
    /// Where it stands.
    pub from: PluginState,
    /// What happens to it.
    pub event: PluginEvent,
    /// Why; no personal data.
    pub reason: Option<&'a str>,
    /// When.
    pub at: Timestamp,
}

/// Decides about a plugin, and gives where it stands then.
///
/// # Errors
/// [`Error::PluginTransition`] when the event cannot happen in that state, [`Error::Changed`] when
/// the plugin left that state meanwhile.
pub async fn decide<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    actor: &Actor,
    digest: &str,
    decision: &Decision<'_>,
) -> Result<PluginState, Error> {
    let state = decision.from.apply(decision.event)?;
    // There is no row yet when the plugin was kept before there were decisions.
    let changed = tx
        .execute(
            "INSERT INTO plugin_standing (tenant_id, digest, state, changed_at_ms, changed_by, reason) \
             VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (tenant_id, digest) DO UPDATE SET state = excluded.state, \
             changed_at_ms = excluded.changed_at_ms, changed_by = excluded.changed_by, \
             reason = excluded.reason WHERE plugin_standing.state = $7",
            &[
                scope.parameter(),
                digest.into(),
                state.as_str().into(),
                decision.at.into(),
                actor.token_id.into(),
                decision.reason.map(str::to_owned).into(),
                decision.from.as_str().into(),
            ],
        )
        .await?;
    one(changed, Error::Changed { what: TABLE })?;
    Ok(state)
}

/// Deletes the bytes of a plugin that was retired, what was made of them, and what it logged.
///
/// # Errors
/// [`Error::Active`] when it is the one that runs under its name.
pub async fn retire<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    digest: &str,
) -> Result<(), Error> {
    let named = [scope.parameter(), digest.into()];
    let active = tx
        .query(
            "SELECT 1 FROM plugin_active WHERE tenant_id = $1 AND digest = $2",
            &named,
        )
        .await?;
    if !active.is_empty() {
        return Err(Error::Active);
    }
    for statement in [
        "DELETE FROM plugin_activation WHERE tenant_id = $1 AND digest = $2",
        "DELETE FROM plugin_artifact WHERE tenant_id = $1 AND digest = $2",
        "DELETE FROM plugin_component WHERE tenant_id = $1 AND digest = $2",
        "DELETE FROM plugin_log WHERE tenant_id = $1 AND digest = $2",
        "DELETE FROM plugin_failure WHERE tenant_id = $1 AND digest = $2",
    ] {
        tx.execute(statement, &named).await?;
    }
    Ok(())
}

/// A plugin that nobody has decided about.
pub(super) async fn pending<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    actor: &Actor,
    digest: &str,
    at: Timestamp,
) -> Result<(), Error> {
    let inserted = tx
        .execute(
            "INSERT INTO plugin_standing (tenant_id, digest, state, changed_at_ms, changed_by) \
             VALUES ($1, $2, $3, $4, $5)",
            &[
                scope.parameter(),
                digest.into(),
                PluginState::Pending.as_str().into(),
                at.into(),
                actor.token_id.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: TABLE })
}

/// Holds a plugin that is approved, so that nobody decides otherwise before the transaction ends.
pub(super) async fn hold<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    digest: &str,
) -> Result<Plugin, Error> {
    tx.execute(
        "UPDATE plugin_standing SET state = state WHERE tenant_id = $1 AND digest = $2",
        &[scope.parameter(), digest.into()],
    )
    .await?;
    let plugin = find(tx, scope, digest).await?;
    let plugin = plugin.ok_or(Error::Missing { what: TABLE })?;
    match plugin.state {
        PluginState::Approved => Ok(plugin),
        state => Err(Error::NotApproved { state }),
    }
}
