//! Retention policies: each change is a version of its own, and what was once in force stays known.

use domain::PolicyId;
use domain::retention::Policy;
use jiff::Timestamp;

use crate::decode::{Columns, json_of};
use crate::insert::one;
use crate::{Error, Row, Sql, TenantScope, Tx};

const TABLE: &str = "retention_policy";

/// One version of a policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// The policy.
    pub policy_id: PolicyId,
    /// Counts its versions from 1.
    pub version: u32,
    /// What it says.
    pub policy: Policy,
    /// From when on it says so.
    pub made_at: Timestamp,
    /// From when on it does no longer; `None` while it is in force.
    pub ended_at: Option<Timestamp>,
}

/// Puts a new policy in force.
///
/// # Errors
/// [`Error::Exists`] when the id is in use.
pub async fn create<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    policy_id: PolicyId,
    policy: &Policy,
    at: Timestamp,
) -> Result<(), Error> {
    insert(tx, scope, policy_id, 1, policy, at).await
}

/// Puts a new version in the place of the one in force, which has this number.
///
/// # Errors
/// [`Error::Changed`] when another version is in force, or none.
pub async fn replace<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    policy_id: PolicyId,
    version: u32,
    policy: &Policy,
    at: Timestamp,
) -> Result<(), Error> {
    end(tx, scope, policy_id, version, at).await?;
    insert(tx, scope, policy_id, version.saturating_add(1), policy, at).await
}

/// Ends the version in force, which has this number.
///
/// # Errors
/// [`Error::Changed`] when another version is in force, or none.
pub async fn end<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    policy_id: PolicyId,
    version: u32,
    at: Timestamp,
) -> Result<(), Error> {
    let changed = tx
        .execute(
            "UPDATE retention_policy SET ended_at_ms = $1 WHERE tenant_id = $2 \
             AND policy_id = $3 AND version = $4 AND ended_at_ms IS NULL",
            &[
                at.into(),
                scope.parameter(),
                policy_id.into(),
                version.into(),
            ],
        )
        .await?;
    one(changed, Error::Changed { what: TABLE })
}

/// Lists the policies in force by id, which is the order in which they were made.
pub async fn list<S: Sql>(sql: &mut S, scope: &TenantScope) -> Result<Vec<Version>, Error> {
    let rows = sql
        .query(
            "SELECT policy_id, version, policy, made_at_ms, ended_at_ms FROM retention_policy \
             WHERE tenant_id = $1 AND ended_at_ms IS NULL ORDER BY policy_id",
            &[scope.parameter()],
        )
        .await?;
    rows.into_iter().map(read).collect()
}

/// Lists the versions of a policy, the newest first.
pub async fn versions<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    policy_id: PolicyId,
) -> Result<Vec<Version>, Error> {
    let rows = sql
        .query(
            "SELECT policy_id, version, policy, made_at_ms, ended_at_ms FROM retention_policy \
             WHERE tenant_id = $1 AND policy_id = $2 ORDER BY version DESC",
            &[scope.parameter(), policy_id.into()],
        )
        .await?;
    rows.into_iter().map(read).collect()
}

async fn insert<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    policy_id: PolicyId,
    version: u32,
    policy: &Policy,
    at: Timestamp,
) -> Result<(), Error> {
    let inserted = tx
        .execute(
            "INSERT INTO retention_policy (tenant_id, policy_id, version, policy, made_at_ms) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            &[
                scope.parameter(),
                policy_id.into(),
                version.into(),
                json_of(policy)?,
                at.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: TABLE })
}

fn read(row: Row) -> Result<Version, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(Version {
        policy_id: columns.parsed("policy_id")?,
        version: columns.integer("version")?,
        policy: columns.json("policy")?,
        made_at: columns.time("made_at_ms")?,
        ended_at: columns.optional_time("ended_at_ms")?,
    })
}
