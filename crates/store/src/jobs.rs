//! Background work: pieces that any host or instance may claim.
//!
//! A job is due from a time on. Who claims it moves that time ahead, by the lease, and counts up its
//! fence; each transaction of the work begins with [`keep`], which fails for whoever was too slow and
//! lost the job to somebody else. So what a job does happens once, whoever dies on the way.

use domain::{JobId, RequestId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::decode::{Columns, name_of};
use crate::insert::one;
#[cfg(feature = "worker")]
use crate::{Actor, Dialect, TenantKey};
use crate::{Error, Sql, TenantScope, Tx};

const TABLE: &str = "job";

/// How often the records of a tenant are swept.
const DAILY: SignedDuration = SignedDuration::from_hours(24);

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JobKind {
    /// To look for records that have fallen due.
    RetentionSweep,
    /// To delete everything of a tenant that leaves.
    Offboarding,
    /// To erase a subject whose erasure cannot be undone any more; the job has the id of the request.
    Erasure,
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JobState {
    /// It is to be done, or somebody is at it.
    Waiting,
    /// It was done.
    Done,
    /// It was given up after too many attempts.
    Dead,
}

/// A job, as it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub job_id: JobId,
    /// What is to be done.
    pub kind: JobKind,
    /// On what: an id, if the work has one already.
    pub subject: Option<String>,
    /// Where it stands.
    pub state: JobState,
    /// Whether it comes again every day.
    pub is_daily: bool,
    /// How often it was claimed.
    pub fence: u64,
    /// How often it was claimed since it last went well.
    pub attempts: u32,
}

/// Adds a job that is due at once.
///
/// # Errors
/// [`Error::Exists`] when the id is in use.
pub async fn insert<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    job_id: JobId,
    kind: JobKind,
    subject: &str,
    at: Timestamp,
) -> Result<(), Error> {
    let inserted = tx
        .execute(
            "INSERT INTO job (tenant_id, job_id, kind, subject, state, due_at_ms, fence, attempts, \
             created_at_ms) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, $6) ON CONFLICT DO NOTHING",
            &[
                scope.parameter(),
                job_id.into(),
                name_of(&kind)?,
                subject.into(),
                name_of(&JobState::Waiting)?,
                at.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: TABLE })
}

/// Adds the job that deletes everything of the tenant, or moves it to another time.
pub(crate) async fn plan_offboarding<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    job_id: JobId,
    due_at: Timestamp,
    at: Timestamp,
) -> Result<(), Error> {
    let kind = name_of(&JobKind::Offboarding)?;
    let moved = tx
        .execute(
            "UPDATE job SET due_at_ms = $1 WHERE tenant_id = $2 AND kind = $3",
            &[due_at.into(), scope.parameter(), kind.clone()],
        )
        .await?;
    if moved > 0 {
        return Ok(());
    }
    let inserted = tx
        .execute(
            "INSERT INTO job (tenant_id, job_id, kind, state, due_at_ms, fence, attempts, \
             created_at_ms) VALUES ($1, $2, $3, $4, $5, 0, 0, $6) ON CONFLICT DO NOTHING",
            &[
                scope.parameter(),
                job_id.into(),
                kind,
                name_of(&JobState::Waiting)?,
                due_at.into(),
                at.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: TABLE })
}

/// Plans the erasure of a request for a time; one that was given up is planned again.
///
/// # Errors
/// [`Error::Exists`] when it is planned.
pub async fn plan_erasure<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    request: RequestId,
    due_at: Timestamp,
    at: Timestamp,
) -> Result<(), Error> {
    let planned = tx
        .execute(
            "INSERT INTO job (tenant_id, job_id, kind, state, due_at_ms, fence, attempts, \
             created_at_ms) VALUES ($1, $2, $3, $4, $5, 0, 0, $6) \
             ON CONFLICT (tenant_id, job_id) DO UPDATE SET state = excluded.state, \
             due_at_ms = excluded.due_at_ms, fence = job.fence + 1, attempts = 0, failure = NULL \
             WHERE job.due_at_ms IS NULL",
            &[
                scope.parameter(),
                request.into(),
                name_of(&JobKind::Erasure)?,
                name_of(&JobState::Waiting)?,
                due_at.into(),
                at.into(),
            ],
        )
        .await?;
    one(planned, Error::Exists { what: TABLE })
}

/// Takes a planned erasure away; tells whether there was one. Whoever is at it finds it gone, and changes nothing.
pub async fn drop_erasure<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    request: RequestId,
) -> Result<bool, Error> {
    let dropped = tx
        .execute(
            "DELETE FROM job WHERE tenant_id = $1 AND job_id = $2 AND kind = $3",
            &[
                scope.parameter(),
                request.into(),
                name_of(&JobKind::Erasure)?,
            ],
        )
        .await?;
    Ok(dropped > 0)
}

/// Until when the erasure of a request can be undone; none when it is not planned.
pub async fn erasure_due<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    request: RequestId,
) -> Result<Option<Timestamp>, Error> {
    let rows = sql
        .query(
            "SELECT due_at_ms FROM job WHERE tenant_id = $1 AND job_id = $2 AND kind = $3",
            &[
                scope.parameter(),
                request.into(),
                name_of(&JobKind::Erasure)?,
            ],
        )
        .await?;
    let row = rows.into_iter().next();
    let due = row.map(|row| Columns::of(TABLE, row).optional_time("due_at_ms"));
    Ok(due.transpose()?.flatten())
}

/// Takes the job away that would delete everything of the tenant.
pub(crate) async fn drop_offboarding<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM job WHERE tenant_id = $1 AND kind = $2",
        &[scope.parameter(), name_of(&JobKind::Offboarding)?],
    )
    .await
    .map(drop)
}

/// Takes all other jobs of the tenant away.
pub(crate) async fn drop_others<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    job: &Job,
) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM job WHERE tenant_id = $1 AND job_id <> $2",
        &[scope.parameter(), job.job_id.into()],
    )
    .await
    .map(drop)
}

/// Adds the daily job of a new tenant, which is due a day later.
pub(crate) async fn schedule_daily<S: Sql>(
    tx: &mut Tx<'_, S>,
    tenant_id: domain::TenantId,
    at: Timestamp,
) -> Result<(), Error> {
    let inserted = tx
        .execute(
            "INSERT INTO job (tenant_id, job_id, kind, state, due_at_ms, fence, attempts, \
             created_at_ms) VALUES ($1, $1, $2, $3, $4, 0, 0, $5)",
            &[
                tenant_id.into(),
                name_of(&JobKind::RetentionSweep)?,
                name_of(&JobState::Waiting)?,
                at.saturating_add(DAILY).unwrap_or(Timestamp::MAX).into(),
                at.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: TABLE })
}

/// Enters the tenant whose job is due next, if one is; the actor is Lethe itself.
///
/// Behind a feature that only the workflow of background work has: the others get their scope from a
/// token.
#[cfg(feature = "worker")]
pub async fn enter_next<S: Sql>(
    sql: &mut S,
    now: Timestamp,
) -> Result<Option<(TenantScope, Actor)>, Error> {
    let statement = match sql.dialect() {
        Dialect::Sqlite => {
            "SELECT job.tenant_id, tenant_key.version, tenant_key.wrapped_key \
             FROM job LEFT JOIN tenant_key ON tenant_key.tenant_id = job.tenant_id \
             WHERE job.due_at_ms <= $1 \
             ORDER BY job.due_at_ms, job.tenant_id, tenant_key.version DESC LIMIT 1"
        }
        // The same, but here nobody sees a row before it is known whose it is.
        Dialect::Postgres => "SELECT tenant_id, version, wrapped_key FROM job_door($1)",
    };
    let rows = sql.query(statement, &[now.into()]).await?;
    let Some(row) = rows.into_iter().next() else {
        return Ok(None);
    };
    let mut columns = Columns::of(TABLE, row);
    let tenant_id = columns.parsed("tenant_id")?;
    // A tenant that is being deleted has no key any more.
    let key = TenantKey {
        version: columns.optional_integer("version")?.unwrap_or_default(),
        wrapped: columns.optional_blob("wrapped_key")?.unwrap_or_default(),
    };
    sql.enter(tenant_id).await?;
    let actor = Actor {
        token_id: domain::TokenId::from_uuid(uuid::Uuid::nil()),
        label: "lethe".to_owned(),
        role: domain::Role::Administrator,
        session: None,
    };
    Ok(Some((TenantScope::new(tenant_id, key), actor)))
}

/// The tenant's job that has been due for longest, if one is.
pub async fn due<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    now: Timestamp,
) -> Result<Option<Job>, Error> {
    let rows = sql
        .query(
            "SELECT job_id, kind, subject, state, fence, attempts FROM job \
             WHERE tenant_id = $1 AND due_at_ms <= $2 ORDER BY due_at_ms, job_id LIMIT 1",
            &[scope.parameter(), now.into()],
        )
        .await?;
    let Some(row) = rows.into_iter().next() else {
        return Ok(None);
    };
    let mut columns = Columns::of(TABLE, row);
    let job_id: JobId = columns.parsed("job_id")?;
    Ok(Some(Job {
        job_id,
        kind: columns.named("kind")?,
        subject: columns.optional_text("subject")?,
        state: columns.named("state")?,
        is_daily: job_id.as_uuid() == scope.tenant_id().as_uuid(),
        fence: columns.integer("fence")?,
        attempts: columns.integer("attempts")?,
    }))
}

/// Claims a job that was seen, until a time, and gives it with its new fence.
///
/// # Errors
/// [`Error::Changed`] when somebody else was faster.
pub async fn claim<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    job: Job,
    until: Timestamp,
) -> Result<Job, Error> {
    let changed = tx
        .execute(
            "UPDATE job SET due_at_ms = $1, fence = fence + 1, attempts = attempts + 1 \
             WHERE tenant_id = $2 AND job_id = $3 AND fence = $4 AND due_at_ms IS NOT NULL",
            &[
                until.into(),
                scope.parameter(),
                job.job_id.into(),
                fence(job.fence),
            ],
        )
        .await?;
    one(changed, Error::Changed { what: TABLE })?;
    Ok(Job {
        fence: job.fence.saturating_add(1),
        attempts: job.attempts.saturating_add(1),
        ..job
    })
}

/// Keeps a claimed job until a time, and notes what it works on. A transaction of the work begins
/// with it: work that comes further counts no attempts.
///
/// # Errors
/// [`Error::Changed`] when the lease was over and somebody else claimed it.
pub async fn keep<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    job: &Job,
    until: Timestamp,
) -> Result<(), Error> {
    set(
        tx,
        scope,
        job,
        JobState::Waiting,
        Some(until),
        job.subject.as_deref(),
        job.attempts,
    )
    .await
}

/// Ends a claimed job that went well; a daily one is due again a day later.
///
/// # Errors
/// [`Error::Changed`] when the lease was over and somebody else claimed it.
pub async fn finish<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    job: &Job,
    at: Timestamp,
) -> Result<(), Error> {
    if job.is_daily {
        let again = at.saturating_add(DAILY).unwrap_or(Timestamp::MAX);
        set(tx, scope, job, JobState::Waiting, Some(again), None, 0).await
    } else {
        set(
            tx,
            scope,
            job,
            JobState::Done,
            None,
            job.subject.as_deref(),
            job.attempts,
        )
        .await
    }
}

/// Notes that a claimed job failed: it is tried again at a time, or given up. `failure` is the code
/// of a problem, never its text.
///
/// # Errors
/// [`Error::Changed`] when the lease was over and somebody else claimed it.
pub async fn fail<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    job: &Job,
    failure: &str,
    again: Option<Timestamp>,
) -> Result<(), Error> {
    let state = if again.is_some() {
        JobState::Waiting
    } else {
        JobState::Dead
    };
    set(
        tx,
        scope,
        job,
        state,
        again,
        job.subject.as_deref(),
        job.attempts,
    )
    .await?;
    tx.execute(
        "UPDATE job SET failure = $1 WHERE tenant_id = $2 AND job_id = $3",
        &[failure.into(), scope.parameter(), job.job_id.into()],
    )
    .await
    .map(drop)
}

async fn set<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    job: &Job,
    state: JobState,
    due_at: Option<Timestamp>,
    subject: Option<&str>,
    attempts: u32,
) -> Result<(), Error> {
    let changed = tx
        .execute(
            "UPDATE job SET state = $1, due_at_ms = $2, subject = $3, attempts = $4 \
             WHERE tenant_id = $5 AND job_id = $6 AND fence = $7",
            &[
                name_of(&state)?,
                due_at.into(),
                subject.into(),
                attempts.into(),
                scope.parameter(),
                job.job_id.into(),
                fence(job.fence),
            ],
        )
        .await?;
    one(changed, Error::Changed { what: TABLE })
}

fn fence(number: u64) -> crate::Value {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}
