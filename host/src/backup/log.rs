//! What tenants read in their logs of what the operator does with backups.

use jiff::Timestamp;
use store::audit::{self, Event};
use store::{Actor, Sql, TenantScope, Tx, dump, tenants};
use uuid::Uuid;
use vault::Entropy as _;

use super::Error;
use crate::platform::SystemEntropy;

/// What was done, and to what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Act<'a> {
    /// The kind of the object and a verb.
    pub(super) action: &'static str,
    /// The kind of the object.
    pub(super) object: &'static str,
    /// Its id.
    pub(super) id: Option<Uuid>,
    /// How many of what.
    pub(super) counts: &'a [(&'static str, u64)],
    /// When.
    pub(super) at: Timestamp,
}

/// Appends an event to the log of a tenant.
pub(super) async fn append<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    actor: &Actor,
    act: Act<'_>,
) -> Result<(), Error> {
    let mut salt = [0; audit::leaf::SALT_BYTES];
    SystemEntropy.fill(&mut salt)?;
    let counts = act.counts.iter();
    let event = Event {
        action: act.action.to_owned(),
        object_kind: act.object.to_owned(),
        object_id: act.id.map(|id| id.to_string()),
        counts: counts
            .map(|(name, count)| ((*name).to_owned(), *count))
            .collect(),
        at: act.at,
        trace: String::new(),
        salt: Some(salt),
    };
    audit::append(tx, scope, actor, &event).await?;
    Ok(())
}

/// Appends an event to the log of every tenant, each in a transaction of its own.
pub(super) async fn append_for_all<S: Sql>(sql: &mut S, act: Act<'_>) -> Result<(), Error> {
    for tenant in dump::tenants(sql).await? {
        sql.enter(tenant).await?;
        let mut tx = Tx::begin(sql).await?;
        // One that has left has no key and no log.
        if let Some((scope, actor)) = tenants::scope_for_operator(&mut tx, tenant).await? {
            append(&mut tx, &scope, &actor, act).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}
