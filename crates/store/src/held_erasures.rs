//! Erasures that left records because of legal holds, until a sweep has done the rest.

use std::collections::BTreeSet;

use domain::{RequestId, SubjectId};
use jiff::Timestamp;

use crate::decode::Columns;
use crate::insert::{PARAMETERS, list as placeholders};
use crate::{Error, Sql, TenantScope, Tx, Value};

const TABLE: &str = "held_erasure";

/// A subject whose erasure is not whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldErasure {
    /// Who asked for it.
    pub subject_id: SubjectId,
    /// The request.
    pub request_id: RequestId,
    /// When what was not held went.
    pub at: Timestamp,
}

/// Notes that an erasure is not whole. The first request of a subject stays noted.
pub async fn note<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    held: &HeldErasure,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO held_erasure (tenant_id, subject_id, request_id, at_ms) \
         VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        &[
            scope.parameter(),
            held.subject_id.into(),
            held.request_id.into(),
            held.at.into(),
        ],
    )
    .await
    .map(drop)
}

/// Strikes what was noted, once the erasure is whole.
pub async fn strike<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    subject: SubjectId,
) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM held_erasure WHERE tenant_id = $1 AND subject_id = $2",
        &[scope.parameter(), subject.into()],
    )
    .await
    .map(drop)
}

/// Those of these subjects whose erasure is not whole.
pub async fn among<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    subjects: &[SubjectId],
) -> Result<BTreeSet<SubjectId>, Error> {
    let mut found = BTreeSet::new();
    for chunk in subjects.chunks(PARAMETERS - 1) {
        let statement = format!(
            "SELECT subject_id FROM held_erasure WHERE tenant_id = $1 AND subject_id IN ({})",
            placeholders(2, chunk.len())
        );
        let mut parameters = vec![scope.parameter()];
        parameters.extend(chunk.iter().map(|subject| Value::from(*subject)));
        for row in sql.query(&statement, &parameters).await? {
            found.insert(Columns::of(TABLE, row).parsed("subject_id")?);
        }
    }
    Ok(found)
}

/// The next one after this subject, by the subject's id.
pub async fn next<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    after: Option<SubjectId>,
) -> Result<Option<HeldErasure>, Error> {
    let after = after.map(|subject| subject.to_string()).unwrap_or_default();
    let rows = sql
        .query(
            "SELECT subject_id, request_id, at_ms FROM held_erasure \
             WHERE tenant_id = $1 AND subject_id > $2 ORDER BY subject_id LIMIT 1",
            &[scope.parameter(), after.into()],
        )
        .await?;
    rows.into_iter()
        .next()
        .map(|row| {
            let mut columns = Columns::of(TABLE, row);
            Ok(HeldErasure {
                subject_id: columns.parsed("subject_id")?,
                request_id: columns.parsed("request_id")?,
                at: columns.time("at_ms")?,
            })
        })
        .transpose()
}
