//! Sweeps: runs over the records of a tenant that look for what has fallen due.

use std::collections::BTreeMap;

use domain::{RecordId, SubjectId, SweepId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::decode::{Columns, json_of, name_of};
use crate::insert::one;
use crate::{Error, Page, Row, Sql, TenantScope, Tx};

const TABLE: &str = "retention_sweep";

/// A sweep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sweep {
    /// Its id.
    pub sweep_id: SweepId,
    /// Whether it only counts.
    pub dry_run: bool,
    /// What is due by this time counts as due.
    pub as_of: Timestamp,
    /// How far it has come.
    pub position: Position,
    /// What it has done, by collection.
    pub progress: BTreeMap<String, Tally>,
    /// Where it stands.
    pub state: SweepState,
    /// Why it was given up: the code of a problem.
    pub failure: Option<String>,
    /// When it was begun, or came further.
    pub changed_at: Timestamp,
}

/// How far a sweep has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Position {
    /// It does erasures that a hold kept from being whole, after this subject.
    Erasures(Option<SubjectId>),
    /// It looks at the records of this collection, after this one.
    Records(String, Option<RecordId>),
    /// It is through.
    End,
}

/// How many records of a collection a sweep did what with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// They went.
    pub erased: u64,
    /// They stay under a placeholder.
    pub anonymized: u64,
    /// A human must decide.
    pub review: u64,
    /// They are due, but a law or a hold keeps them.
    pub held_back: u64,
}

/// Where a sweep stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SweepState {
    /// Nobody has begun with it.
    Waiting,
    /// It has begun.
    Running,
    /// It is through.
    Completed,
    /// It was given up.
    Failed,
}

impl Tally {
    /// Adds what another counted.
    pub fn add(&mut self, other: Self) {
        self.erased += other.erased;
        self.anonymized += other.anonymized;
        self.review += other.review;
        self.held_back += other.held_back;
    }
}

impl Sweep {
    /// Whether it erased or anonymized anything.
    pub fn has_changed_records(&self) -> bool {
        let changed = |tally: &Tally| tally.erased + tally.anonymized > 0;
        !self.dry_run && self.progress.values().any(changed)
    }
}

/// Adds a sweep.
///
/// # Errors
/// [`Error::Exists`] when the id is in use.
pub async fn create<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    sweep_id: SweepId,
    dry_run: bool,
    as_of: Timestamp,
    at: Timestamp,
) -> Result<(), Error> {
    let inserted = tx
        .execute(
            "INSERT INTO retention_sweep (tenant_id, sweep_id, dry_run, as_of_ms, position, \
             progress, state, changed_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT DO NOTHING",
            &[
                scope.parameter(),
                sweep_id.into(),
                i64::from(dry_run).into(),
                as_of.into(),
                json_of(&Position::Erasures(None))?,
                json_of(&BTreeMap::<String, Tally>::new())?,
                name_of(&SweepState::Waiting)?,
                at.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: TABLE })
}

/// Keeps how far a sweep has come: position, progress, state and failure.
///
/// # Errors
/// [`Error::Missing`] when there is no such sweep.
pub async fn advance<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    sweep: &Sweep,
) -> Result<(), Error> {
    let changed = tx
        .execute(
            "UPDATE retention_sweep SET position = $1, progress = $2, state = $3, failure = $4, \
             changed_at_ms = $5 WHERE tenant_id = $6 AND sweep_id = $7",
            &[
                json_of(&sweep.position)?,
                json_of(&sweep.progress)?,
                name_of(&sweep.state)?,
                sweep.failure.as_deref().into(),
                sweep.changed_at.into(),
                scope.parameter(),
                sweep.sweep_id.into(),
            ],
        )
        .await?;
    one(changed, Error::Missing { what: TABLE })
}

/// Finds a sweep by its id.
pub async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    sweep_id: SweepId,
) -> Result<Option<Sweep>, Error> {
    let rows = sql
        .query(
            "SELECT sweep_id, dry_run, as_of_ms, position, progress, state, failure, changed_at_ms \
             FROM retention_sweep WHERE tenant_id = $1 AND sweep_id = $2",
            &[scope.parameter(), sweep_id.into()],
        )
        .await?;
    rows.into_iter().next().map(read).transpose()
}

/// Lists sweeps by id, which is the order in which they were begun.
pub async fn list<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    page: &Page,
) -> Result<(Vec<Sweep>, Option<String>), Error> {
    let [after] = page.key(TABLE, [""])?;
    let rows = sql
        .query(
            "SELECT sweep_id, dry_run, as_of_ms, position, progress, state, failure, changed_at_ms \
             FROM retention_sweep WHERE tenant_id = $1 AND sweep_id > $2 ORDER BY sweep_id LIMIT $3",
            &[scope.parameter(), after.into(), page.rows().into()],
        )
        .await?;
    let sweeps = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(page.cut(TABLE, sweeps, |sweep: &Sweep| [sweep.sweep_id.to_string()]))
}

fn read(row: Row) -> Result<Sweep, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(Sweep {
        sweep_id: columns.parsed("sweep_id")?,
        dry_run: columns.integer::<i64>("dry_run")? != 0,
        as_of: columns.time("as_of_ms")?,
        position: columns.json("position")?,
        progress: columns.json("progress")?,
        state: columns.named("state")?,
        failure: columns.optional_text("failure")?,
        changed_at: columns.time("changed_at_ms")?,
    })
}
