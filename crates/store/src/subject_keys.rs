//! The wrapped keys of subjects. Whoever deletes one makes all that it sealed unreadable.
//!
//! This aggregate joins no other table and takes its own transaction, so that keys can be kept in a
//! database of their own, outside the backups of the data.

use std::collections::HashMap;
use std::fmt;

use domain::SubjectId;

use crate::decode::Columns;
use crate::insert::{PARAMETERS, all, insert, list, one};
use crate::{Error, Sql, TenantScope, Tx, Value, tombstones};

const TABLE: &str = "subject_key";

/// A subject's key as it is kept: wrapped under the tenant's.
#[derive(Clone, PartialEq, Eq)]
pub struct SubjectKey {
    /// Whose it is.
    pub subject_id: SubjectId,
    /// Counts the keys of the subject from 1.
    pub version: u32,
    /// The wrapped key.
    pub wrapped: Vec<u8>,
}

impl fmt::Debug for SubjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SubjectKey")
            .field("subject_id", &self.subject_id)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// Keeps the keys of new subjects.
///
/// # Errors
/// [`Error::Exists`] when one of them has a key.
pub async fn insert_many<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    keys: &[SubjectKey],
) -> Result<(), Error> {
    let inserted = insert(
        tx,
        scope,
        "INSERT INTO subject_key (tenant_id, subject_id, version, wrapped_key)",
        "ON CONFLICT DO NOTHING",
        keys.iter().map(values).collect(),
    )
    .await?;
    all(inserted, keys.len(), "subject key")
}

/// Gets the key of each subject, in the order of `subjects`.
///
/// # Errors
/// [`Error::Missing`] when one of them has none: it was erased.
pub async fn get_many<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    subjects: &[SubjectId],
) -> Result<Vec<SubjectKey>, Error> {
    let mut found = HashMap::with_capacity(subjects.len());
    for chunk in subjects.chunks(PARAMETERS - 1) {
        let statement = format!(
            "SELECT subject_id, version, wrapped_key FROM subject_key \
             WHERE tenant_id = $1 AND subject_id IN ({})",
            list(2, chunk.len())
        );
        let mut parameters = vec![scope.parameter()];
        parameters.extend(chunk.iter().map(|subject| (*subject).into()));
        for row in sql.query(&statement, &parameters).await? {
            let mut columns = Columns::of(TABLE, row);
            let key = SubjectKey {
                subject_id: columns.parsed("subject_id")?,
                version: columns.integer("version")?,
                wrapped: columns.blob("wrapped_key")?,
            };
            found.insert(key.subject_id, key);
        }
    }
    subjects
        .iter()
        .map(|subject| {
            found.get(subject).cloned().ok_or(Error::Missing {
                what: "subject key",
            })
        })
        .collect()
}

/// Deletes the key of a subject, and notes that it was forgotten.
///
/// # Errors
/// [`Error::Missing`] when it has none.
pub async fn delete<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    subject: SubjectId,
) -> Result<(), Error> {
    let deleted = tx
        .execute(
            "DELETE FROM subject_key WHERE tenant_id = $1 AND subject_id = $2",
            &[scope.parameter(), subject.into()],
        )
        .await?;
    one(
        deleted,
        Error::Missing {
            what: "subject key",
        },
    )?;
    tombstones::bury(tx, scope, &[subject]).await
}

fn values(key: &SubjectKey) -> [Value; 3] {
    [
        key.subject_id.into(),
        key.version.into(),
        key.wrapped.as_slice().into(),
    ]
}
