//! How often plugins failed in a row, and which are suspended for it.

use jiff::Timestamp;

use crate::decode::Columns;
use crate::insert::one;
use crate::{Error, Sql, TenantScope, Tx};

const TABLE: &str = "plugin_failure";

/// How a plugin has fared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Failures {
    /// How often it failed since it last ran to its end.
    pub in_a_row: u32,
    /// Since when it does not run for it.
    pub suspended_at: Option<Timestamp>,
}

/// How a plugin has fared.
pub async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    digest: &str,
) -> Result<Failures, Error> {
    let rows = sql
        .query(
            "SELECT failures, suspended_at_ms FROM plugin_failure \
             WHERE tenant_id = $1 AND digest = $2",
            &[scope.parameter(), digest.into()],
        )
        .await?;
    rows.into_iter().next().map_or_else(
        || Ok(Failures::default()),
        |row| {
            let mut columns = Columns::of(TABLE, row);
            Ok(Failures {
                in_a_row: columns.integer("failures")?,
                suspended_at: columns.optional_time("suspended_at_ms")?,
            })
        },
    )
}

/// Counts a failure, and suspends the plugin when it is one too many; tells whether this one was.
pub async fn count<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    digest: &str,
    allowed: u32,
    at: Timestamp,
) -> Result<bool, Error> {
    tx.execute(
        "INSERT INTO plugin_failure (tenant_id, digest, failures) VALUES ($1, $2, 1) \
         ON CONFLICT (tenant_id, digest) DO UPDATE SET failures = plugin_failure.failures + 1",
        &[scope.parameter(), digest.into()],
    )
    .await?;
    let suspended = tx
        .execute(
            "UPDATE plugin_failure SET suspended_at_ms = $1 WHERE tenant_id = $2 AND digest = $3 \
             AND failures >= $4 AND suspended_at_ms IS NULL",
            &[
                at.into(),
                scope.parameter(),
                digest.into(),
                i64::from(allowed).into(),
            ],
        )
        .await?;
    Ok(suspended == 1)
}

/// Forgets the failures of a plugin that ran to its end. One that is suspended stays so.
pub async fn forget<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    digest: &str,
) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM plugin_failure \
         WHERE tenant_id = $1 AND digest = $2 AND suspended_at_ms IS NULL",
        &[scope.parameter(), digest.into()],
    )
    .await
    .map(drop)
}

/// Lets a suspended plugin run again.
///
/// # Errors
/// [`Error::NotSuspended`] when it is not suspended.
pub async fn lift<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    digest: &str,
) -> Result<(), Error> {
    let changed = tx
        .execute(
            "DELETE FROM plugin_failure \
             WHERE tenant_id = $1 AND digest = $2 AND suspended_at_ms IS NOT NULL",
            &[scope.parameter(), digest.into()],
        )
        .await?;
    one(changed, Error::NotSuspended)
}
