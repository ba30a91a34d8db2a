//! How a tenant leaves (Art. 28(3)(g) GDPR): notice, and the deletion of everything.
//!
//! The deletion begins with one transaction after which nothing can be read or entered any more: tokens and
//! tenant key go. Then rows go, so many at a time, in whatever order keeps references whole. What stays is one row
//! that says what was agreed and done. It holds no name, and the token that gave notice still opens it.

use std::collections::BTreeMap;

use domain::offboarding::Notice;
use domain::{JobId, TenantId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::decode::{Columns, json_of, name_of};
use crate::deliveries::{self, Delivered};
use crate::insert::one;
use crate::jobs::{self, Job};
use crate::{Dialect, Error, Row, Sql, TenantScope, Tx, Value, holdings, residue, tombstones};

const TABLE: &str = "offboarding";
const COLUMNS: &str = "tenant_id, state, notice, delivery, deleted, changed_at_ms, certificate";

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OffboardingState {
    /// Notice was given; everything can still be fetched.
    Noticed,
    /// Nothing can be read any more, and rows are being deleted.
    Deleting,
    /// Nothing is left.
    Deleted,
}

/// A tenant that leaves, or has left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offboarding {
    /// The tenant.
    pub tenant_id: TenantId,
    /// Where it stands.
    pub state: OffboardingState,
    /// What was agreed.
    pub notice: Notice,
    /// The last delivery that was finished before the deletion began.
    pub delivery: Option<Delivered>,
    /// How many rows of which table were deleted.
    pub deleted: BTreeMap<String, u64>,
    /// When it last came further.
    pub changed_at: Timestamp,
    /// What proves it, as canonical JSON (RFC 8785); there once everything is deleted.
    pub certificate: Option<String>,
}

/// Gives notice. The holder of the token with this hash can see where it stands when all tokens are gone.
///
/// # Errors
/// [`Error::Exists`] when notice was given already.
pub async fn give_notice<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    token_hash: &str,
    notice: &Notice,
    job_id: JobId,
) -> Result<(), Error> {
    let inserted = tx
        .execute(
            "INSERT INTO offboarding (tenant_id, token_hash, state, notice, deleted, \
             changed_at_ms) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            &[
                scope.parameter(),
                token_hash.into(),
                name_of(&OffboardingState::Noticed)?,
                json_of(notice)?,
                "{}".into(),
                notice.given_at.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: TABLE })?;
    jobs::plan_offboarding(tx, scope, job_id, notice.deletion_at(), notice.given_at).await
}

/// Keeps what was agreed anew, and moves the deletion accordingly.
///
/// # Errors
/// [`Error::Changed`] when the deletion has begun, or no notice was given.
pub async fn change_notice<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    notice: &Notice,
    job_id: JobId,
    at: Timestamp,
) -> Result<(), Error> {
    let changed = tx
        .execute(
            "UPDATE offboarding SET notice = $1, changed_at_ms = $2 \
             WHERE tenant_id = $3 AND state = $4",
            &[
                json_of(notice)?,
                at.into(),
                scope.parameter(),
                name_of(&OffboardingState::Noticed)?,
            ],
        )
        .await?;
    one(changed, Error::Changed { what: TABLE })?;
    jobs::plan_offboarding(tx, scope, job_id, notice.deletion_at(), at).await
}

/// Takes the notice back: the contract goes on.
///
/// # Errors
/// [`Error::Changed`] when the deletion has begun, or no notice was given.
pub async fn withdraw<S: Sql>(tx: &mut Tx<'_, S>, scope: &TenantScope) -> Result<(), Error> {
    let deleted = tx
        .execute(
            "DELETE FROM offboarding WHERE tenant_id = $1 AND state = $2",
            &[scope.parameter(), name_of(&OffboardingState::Noticed)?],
        )
        .await?;
    one(deleted, Error::Changed { what: TABLE })?;
    jobs::drop_offboarding(tx, scope).await
}

/// Where it stands, if notice was given.
pub async fn find<S: Sql>(sql: &mut S, scope: &TenantScope) -> Result<Option<Offboarding>, Error> {
    of(sql, scope.tenant_id()).await
}

/// Where it stands, for the holder of the token that gave notice: the only thing that such a token opens when
/// tokens are gone.
pub async fn find_by_token<S: Sql>(
    sql: &mut S,
    token_hash: &str,
) -> Result<Option<Offboarding>, Error> {
    let statement = match sql.dialect() {
        Dialect::Sqlite => "SELECT tenant_id FROM offboarding WHERE token_hash = $1",
        // The same, but here nobody sees a row before it is known whose it is.
        Dialect::Postgres => "SELECT tenant_id FROM offboarding_door($1)",
    };
    let rows = sql.query(statement, &[token_hash.into()]).await?;
    let Some(row) = rows.into_iter().next() else {
        return Ok(None);
    };
    let tenant_id = Columns::of(TABLE, row).parsed("tenant_id")?;
    sql.enter(tenant_id).await?;
    of(sql, tenant_id).await
}

async fn of<S: Sql>(sql: &mut S, tenant_id: TenantId) -> Result<Option<Offboarding>, Error> {
    let statement = format!("SELECT {COLUMNS} FROM offboarding WHERE tenant_id = $1");
    let rows = sql.query(&statement, &[tenant_id.into()]).await?;
    rows.into_iter().next().map(read).transpose()
}

/// Lists all tenants that leave or have left, for the operator.
#[cfg(feature = "operator")]
pub async fn list<S: Sql>(
    sql: &mut S,
    page: &crate::Page,
) -> Result<(Vec<Offboarding>, Option<String>), Error> {
    let [after] = page.key(TABLE, [""])?;
    let statement = format!(
        "SELECT {COLUMNS} FROM offboarding WHERE tenant_id > $1 ORDER BY tenant_id LIMIT $2"
    );
    let rows = sql
        .query(&statement, &[after.into(), page.rows().into()])
        .await?;
    let all = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(page.cut(TABLE, all, |one: &Offboarding| [one.tenant_id.to_string()]))
}

/// Begins the deletion for a job that was claimed: from the end of the transaction on nobody is let in, and nothing
/// that is sealed can be opened. There is no way back.
///
/// # Errors
/// [`Error::Changed`] when the notice was taken back, or the deletion has begun.
pub async fn begin_deletion<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    job: &Job,
    at: Timestamp,
) -> Result<(), Error> {
    let delivery = deliveries::last_finished(tx, scope).await?;
    let changed = tx
        .execute(
            "UPDATE offboarding SET state = $1, delivery = $2, changed_at_ms = $3 \
             WHERE tenant_id = $4 AND state = $5",
            &[
                name_of(&OffboardingState::Deleting)?,
                delivery
                    .as_ref()
                    .map(json_of)
                    .transpose()?
                    .unwrap_or(Value::Null),
                at.into(),
                scope.parameter(),
                name_of(&OffboardingState::Noticed)?,
            ],
        )
        .await?;
    one(changed, Error::Changed { what: TABLE })?;
    jobs::drop_others(tx, scope, job).await?;
    let mut deleted = BTreeMap::new();
    for table in ["token", "tenant_key"] {
        let statement = format!("DELETE FROM {table} WHERE tenant_id = $1");
        let rows = tx.execute(&statement, &[scope.parameter()]).await?;
        deleted.insert(table, rows);
    }
    tombstones::bury_tenant(tx, scope).await?;
    residue::note(tx, scope).await?;
    count(tx, scope, &deleted, at).await
}

/// Begins the deletion anew of a tenant that came back with an old copy of the data. Like [`begin_deletion`], but
/// nobody has to have given notice in that copy.
#[cfg(feature = "operator")]
pub async fn begin_again<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    notice: &Notice,
    at: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO offboarding (tenant_id, token_hash, state, notice, deleted, changed_at_ms) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant_id) DO UPDATE \
         SET state = excluded.state, changed_at_ms = excluded.changed_at_ms",
        &[
            scope.parameter(),
            // No token has this hash: it is no hash.
            format!("none of {}", scope.tenant_id()).into(),
            name_of(&OffboardingState::Deleting)?,
            json_of(notice)?,
            "{}".into(),
            at.into(),
        ],
    )
    .await?;
    for table in ["token", "tenant_key"] {
        let statement = format!("DELETE FROM {table} WHERE tenant_id = $1");
        tx.execute(&statement, &[scope.parameter()]).await?;
    }
    residue::note(tx, scope).await
}

/// Deletes about so many rows, and tells whether any were there.
pub async fn delete_some<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    limit: u32,
    at: Timestamp,
) -> Result<bool, Error> {
    let deleted = holdings::delete(tx, scope, limit).await?;
    if deleted.is_empty() {
        return Ok(false);
    }
    count(tx, scope, &deleted, at).await?;
    Ok(true)
}

/// Ends the deletion when nothing else is left: the tenant goes with its last job, and what proves it is kept.
pub async fn end_deletion<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    certificate: &str,
    at: Timestamp,
) -> Result<(), Error> {
    for table in ["job", "tenant"] {
        let statement = format!("DELETE FROM {table} WHERE tenant_id = $1");
        tx.execute(&statement, &[scope.parameter()]).await?;
    }
    residue::note(tx, scope).await?;
    let changed = tx
        .execute(
            "UPDATE offboarding SET state = $1, changed_at_ms = $2, certificate = $3 \
             WHERE tenant_id = $4 AND state = $5",
            &[
                name_of(&OffboardingState::Deleted)?,
                at.into(),
                certificate.into(),
                scope.parameter(),
                name_of(&OffboardingState::Deleting)?,
            ],
        )
        .await?;
    one(changed, Error::Changed { what: TABLE })
}

/// Adds to what was deleted.
async fn count<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    deleted: &BTreeMap<&'static str, u64>,
    at: Timestamp,
) -> Result<(), Error> {
    let found = of(tx, scope.tenant_id()).await?;
    let mut all = found.ok_or(Error::Missing { what: TABLE })?.deleted;
    for (table, rows) in deleted {
        let count = all.entry((*table).to_owned()).or_default();
        *count = count.saturating_add(*rows);
    }
    let changed = tx
        .execute(
            "UPDATE offboarding SET deleted = $1, changed_at_ms = $2 WHERE tenant_id = $3",
            &[json_of(&all)?, at.into(), scope.parameter()],
        )
        .await?;
    one(changed, Error::Changed { what: TABLE })
}

fn read(row: Row) -> Result<Offboarding, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(Offboarding {
        tenant_id: columns.parsed("tenant_id")?,
        state: columns.named("state")?,
        notice: columns.json("notice")?,
        delivery: columns.optional_json("delivery")?,
        deleted: columns.json("deleted")?,
        changed_at: columns.time("changed_at_ms")?,
        certificate: columns.optional_text("certificate")?,
    })
}
