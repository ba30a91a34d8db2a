//! Data subjects, and the placeholders that stand for erased ones.
//!
//! A placeholder is a subject without a time of creation. Nothing here or in another table leads
//! from an erased subject to its placeholder.

use std::collections::BTreeMap;

use domain::SubjectId;
use jiff::Timestamp;

use crate::decode::Columns;
use crate::insert::{PARAMETERS, all, insert, list as placeholders, one};
use crate::{Error, Page, Row, Sql, TenantScope, Tx, Value, accounts, residue, restrictions};

const TABLE: &str = "subject";

/// A data subject, or a placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Its id.
    pub subject_id: SubjectId,
    /// Counts the changes of its records, so that an erasure can tell whether it saw them all.
    pub revision: u64,
    /// When it was created; `None` for a placeholder.
    pub created_at: Option<Timestamp>,
}

/// Creates subjects.
///
/// # Errors
/// [`Error::Exists`] when one of the ids is in use.
pub async fn create_many<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    subjects: &[SubjectId],
    at: Timestamp,
) -> Result<(), Error> {
    insert_many(tx, scope, subjects, Some(at)).await
}

/// Creates a placeholder, under which records of an erased subject stay.
///
/// # Errors
/// [`Error::Exists`] when the id is in use.
pub async fn create_placeholder<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    placeholder: SubjectId,
) -> Result<(), Error> {
    insert_many(tx, scope, &[placeholder], None).await
}

async fn insert_many<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    subjects: &[SubjectId],
    at: Option<Timestamp>,
) -> Result<(), Error> {
    let inserted = insert(
        tx,
        scope,
        "INSERT INTO subject (tenant_id, subject_id, revision, created_at_ms)",
        "ON CONFLICT DO NOTHING",
        subjects
            .iter()
            .map(|subject| [(*subject).into(), Value::Integer(1), at.into()])
            .collect(),
    )
    .await?;
    all(inserted, subjects.len(), TABLE)
}

/// Finds a subject, or a placeholder, by its id.
pub async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    subject: SubjectId,
) -> Result<Option<Subject>, Error> {
    let rows = sql
        .query(
            "SELECT subject_id, revision, created_at_ms FROM subject \
             WHERE tenant_id = $1 AND subject_id = $2",
            &[scope.parameter(), subject.into()],
        )
        .await?;
    rows.into_iter().next().map(read).transpose()
}

/// Lists subjects by id, which is the order of their creation. Placeholders are not among them.
pub async fn list<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    page: &Page,
) -> Result<(Vec<Subject>, Option<String>), Error> {
    let [after] = page.key(TABLE, [""])?;
    let rows = sql
        .query(
            "SELECT subject_id, revision, created_at_ms FROM subject \
             WHERE tenant_id = $1 AND subject_id > $2 AND created_at_ms IS NOT NULL \
             ORDER BY subject_id LIMIT $3",
            &[scope.parameter(), after.into(), page.rows().into()],
        )
        .await?;
    let subjects = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(page.cut(TABLE, subjects, |subject| [subject.subject_id.to_string()]))
}

/// Counts up the revision of subjects whose records change; each id once.
///
/// To be called in every transaction that adds or changes records of a subject: an erasure that
/// read them before then finds the revision changed.
///
/// # Errors
/// [`Error::Missing`] when one of them is not there (any more).
pub async fn bump_revision<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    subjects: &[SubjectId],
) -> Result<(), Error> {
    let mut changed = 0;
    for chunk in subjects.chunks(PARAMETERS - 1) {
        let statement = format!(
            "UPDATE subject SET revision = revision + 1 \
             WHERE tenant_id = $1 AND subject_id IN ({})",
            placeholders(2, chunk.len())
        );
        let mut parameters = vec![scope.parameter()];
        parameters.extend(chunk.iter().map(|subject| Value::from(*subject)));
        changed += tx.execute(&statement, &parameters).await?;
    }
    all(changed, subjects.len(), TABLE).map_err(|_| Error::Missing { what: TABLE })
}

/// The revisions of those of these subjects that are there.
pub async fn revisions<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    subjects: &[SubjectId],
) -> Result<BTreeMap<SubjectId, u64>, Error> {
    let mut revisions = BTreeMap::new();
    for chunk in subjects.chunks(PARAMETERS - 1) {
        let statement = format!(
            "SELECT subject_id, revision FROM subject WHERE tenant_id = $1 AND subject_id IN ({})",
            placeholders(2, chunk.len())
        );
        let mut parameters = vec![scope.parameter()];
        parameters.extend(chunk.iter().map(|subject| Value::from(*subject)));
        for row in sql.query(&statement, &parameters).await? {
            let mut columns = Columns::of(TABLE, row);
            revisions.insert(columns.parsed("subject_id")?, columns.integer("revision")?);
        }
    }
    Ok(revisions)
}

/// Counts up the revision of subjects that still have these, like [`bump_revision`].
///
/// # Errors
/// [`Error::Changed`] when one of them has another revision, or is gone.
pub async fn bump_from<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    from: &BTreeMap<SubjectId, u64>,
) -> Result<(), Error> {
    let changed = || Error::Changed { what: TABLE };
    let subjects: Vec<SubjectId> = from.keys().copied().collect();
    // Writing first locks the rows, so what is read then is what is compared.
    bump_revision(tx, scope, &subjects)
        .await
        .map_err(|error| match error {
            Error::Missing { .. } => changed(),
            other => other,
        })?;
    let now = revisions(tx, scope, &subjects).await?;
    let is_next = |(subject, revision): (&SubjectId, &u64)| {
        now.get(subject) == Some(&revision.saturating_add(1))
    };
    if from.iter().all(is_next) {
        Ok(())
    } else {
        Err(changed())
    }
}

/// Deletes a subject that has this revision, and everything that still leads to it: its blind
/// index and its restrictions. Its records must have gone or have been given to a placeholder, and its key is deleted by
/// [`subject_keys::delete`](crate::subject_keys::delete). What the file keeps between the rows is
/// the matter of [`residue`].
///
/// # Errors
/// [`Error::Changed`] when the subject has another revision or is gone, [`Error::StillOwned`] when
/// records belong to it.
pub async fn erase<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    subject: SubjectId,
    revision: u64,
) -> Result<(), Error> {
    let key = [scope.parameter(), subject.into()];
    let owned = tx
        .query(
            "SELECT 1 FROM record WHERE tenant_id = $1 AND subject_id = $2 LIMIT 1",
            &key,
        )
        .await?;
    if !owned.is_empty() {
        return Err(Error::StillOwned);
    }
    tx.execute(
        "DELETE FROM blind_index WHERE tenant_id = $1 AND subject_id = $2",
        &key,
    )
    .await?;
    restrictions::erase(tx, scope, subject).await?;
    accounts::erase_of(tx, scope, subject).await?;
    let [tenant_id, subject_id] = key;
    let deleted = tx
        .execute(
            "DELETE FROM subject WHERE tenant_id = $1 AND subject_id = $2 AND revision = $3",
            &[
                tenant_id,
                subject_id,
                i64::try_from(revision).unwrap_or(i64::MAX).into(),
            ],
        )
        .await?;
    one(deleted, Error::Changed { what: TABLE })?;
    residue::note(tx, scope).await
}

fn read(row: Row) -> Result<Subject, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(Subject {
        subject_id: columns.parsed("subject_id")?,
        revision: columns.integer("revision")?,
        created_at: columns.optional_time("created_at_ms")?,
    })
}
