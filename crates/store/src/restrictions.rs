//! Restrictions of processing (Art. 18 GDPR), and what they forbid.
//!
//! A restricted record can be stored, given to its subject and erased at the subject's request
//! (Art. 18(2)). Everything else is refused here, below every workflow: `records` and `blind_index`
//! ask this module.

use std::collections::BTreeMap;

use domain::request::{RecordPlace, RestrictionGround};
use domain::{RecordId, RequestId, RestrictionId, SubjectId};
use jiff::Timestamp;

use crate::decode::{Columns, name_of};
use crate::insert::{PARAMETERS, all, insert, list as placeholders, one};
use crate::records::RecordRow;
use crate::{Error, Page, Row, Sql, TenantScope, Tx, Value, subjects};

const TABLE: &str = "restriction";

/// What records are processed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Processing {
    /// For anything: restricted records are refused.
    Any,
    /// For the subject, who asked for a copy or named the record in a request.
    Subject,
    /// For the erasure that the subject asked for.
    Erasure,
}

/// A restriction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restriction {
    /// Its id.
    pub restriction_id: RestrictionId,
    /// The request that it was for.
    pub request_id: RequestId,
    /// Whose data is restricted.
    pub subject_id: SubjectId,
    /// Why.
    pub ground: RestrictionGround,
    /// How many records; `None` when all of the subject's are, also those that come.
    pub records: Option<u64>,
    /// Since when.
    pub restricted_at: Timestamp,
    /// When the subject was told that it will be lifted (Art. 18(3) GDPR).
    pub told_at: Option<Timestamp>,
    /// What the subject was told, sealed.
    pub notice: Option<Vec<u8>>,
    /// When it was lifted.
    pub lifted_at: Option<Timestamp>,
}

/// A restriction to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewRestriction<'a> {
    /// Its id.
    pub restriction_id: RestrictionId,
    /// The request that it is for.
    pub request_id: RequestId,
    /// Whose data is restricted.
    pub subject_id: SubjectId,
    /// Why.
    pub ground: RestrictionGround,
    /// Which records, each once; none are all of the subject's, also those that come.
    pub records: &'a [RecordPlace],
    /// Since when.
    pub at: Timestamp,
}

/// Restricts records of a subject.
///
/// The revision of the subject counts up, so that who read the records before finds them changed.
///
/// # Errors
/// [`Error::Missing`] when the subject is gone.
pub async fn create<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    restriction: &NewRestriction<'_>,
) -> Result<(), Error> {
    let NewRestriction {
        restriction_id,
        request_id,
        subject_id,
        ground,
        records,
        at,
    } = *restriction;
    subjects::bump_revision(tx, scope, &[subject_id]).await?;
    let count = (!records.is_empty()).then(|| i64::try_from(records.len()).unwrap_or(i64::MAX));
    let inserted = tx
        .execute(
            "INSERT INTO restriction (tenant_id, restriction_id, request_id, subject_id, ground, \
             records, restricted_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT DO NOTHING",
            &[
                scope.parameter(),
                restriction_id.into(),
                request_id.into(),
                subject_id.into(),
                name_of(&ground)?,
                count.into(),
                at.into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: TABLE })?;
    if records.is_empty() {
        let marked = tx
            .execute(
                "INSERT INTO restricted_subject (tenant_id, subject_id, restriction_id) \
                 VALUES ($1, $2, $3)",
                &[scope.parameter(), subject_id.into(), restriction_id.into()],
            )
            .await?;
        return one(marked, Error::Exists { what: "mark" });
    }
    let mark = |place: &RecordPlace| {
        [
            place.collection.as_str().into(),
            place.record_id.into(),
            restriction_id.into(),
        ]
    };
    let marked = insert(
        tx,
        scope,
        "INSERT INTO restricted_record (tenant_id, collection, record_id, restriction_id)",
        "ON CONFLICT DO NOTHING",
        records.iter().map(mark).collect(),
    )
    .await?;
    all(marked, records.len(), "mark")
}

/// Finds a restriction.
pub async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    restriction: RestrictionId,
) -> Result<Option<Restriction>, Error> {
    let rows = sql
        .query(
            "SELECT restriction_id, request_id, subject_id, ground, records, restricted_at_ms, \
             told_at_ms, notice, lifted_at_ms FROM restriction \
             WHERE tenant_id = $1 AND restriction_id = $2",
            &[scope.parameter(), restriction.into()],
        )
        .await?;
    rows.into_iter().next().map(read).transpose()
}

/// Lists restrictions by id, which is the order in which they were made.
pub async fn list<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    page: &Page,
) -> Result<(Vec<Restriction>, Option<String>), Error> {
    let [after] = page.key(TABLE, [""])?;
    let rows = sql
        .query(
            "SELECT restriction_id, request_id, subject_id, ground, records, restricted_at_ms, \
             told_at_ms, notice, lifted_at_ms FROM restriction \
             WHERE tenant_id = $1 AND restriction_id > $2 ORDER BY restriction_id LIMIT $3",
            &[scope.parameter(), after.into(), page.rows().into()],
        )
        .await?;
    let found = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(page.cut(TABLE, found, |restriction: &Restriction| {
        [restriction.restriction_id.to_string()]
    }))
}

/// Finds the restriction that was made last for a request.
pub async fn find_by_request<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    subject: SubjectId,
    request: RequestId,
) -> Result<Option<Restriction>, Error> {
    let rows = sql
        .query(
            "SELECT restriction_id, request_id, subject_id, ground, records, restricted_at_ms, \
             told_at_ms, notice, lifted_at_ms FROM restriction \
             WHERE tenant_id = $1 AND subject_id = $2 AND request_id = $3 \
             ORDER BY restriction_id DESC LIMIT 1",
            &[scope.parameter(), subject.into(), request.into()],
        )
        .await?;
    rows.into_iter().next().map(read).transpose()
}

/// Notes that the subject was told that the restriction will be lifted (Art. 18(3) GDPR).
///
/// # Errors
/// [`Error::Changed`] when the subject was told before, or it was lifted.
pub async fn tell<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    restriction: RestrictionId,
    notice: &[u8],
    at: Timestamp,
) -> Result<(), Error> {
    let told = tx
        .execute(
            "UPDATE restriction SET told_at_ms = $1, notice = $2 WHERE tenant_id = $3 \
             AND restriction_id = $4 AND told_at_ms IS NULL AND lifted_at_ms IS NULL",
            &[
                at.into(),
                notice.into(),
                scope.parameter(),
                restriction.into(),
            ],
        )
        .await?;
    one(told, Error::Changed { what: TABLE })
}

/// Lifts a restriction.
///
/// # Errors
/// [`Error::Missing`], [`Error::Changed`] when it was lifted before, [`Error::NotTold`] when the
/// subject was not told before.
pub async fn lift<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    restriction: RestrictionId,
    at: Timestamp,
) -> Result<(), Error> {
    let found = find(tx, scope, restriction).await?;
    let found = found.ok_or(Error::Missing { what: TABLE })?;
    if found.lifted_at.is_none() && found.told_at.is_none() {
        return Err(Error::NotTold);
    }
    end(tx, scope, restriction, at).await
}

/// Lifts the restriction of an erasure that is undone, or was carried out: the subject, who did not ask for it, need not
/// be told. Gives it, if there was one.
pub async fn end_pending_erasure<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    subject: SubjectId,
    request: RequestId,
    at: Timestamp,
) -> Result<Option<RestrictionId>, Error> {
    let found = find_by_request(tx, scope, subject, request).await?;
    let pending = |found: &Restriction| {
        found.ground == RestrictionGround::ErasurePending && found.lifted_at.is_none()
    };
    let Some(found) = found.filter(pending) else {
        return Ok(None);
    };
    end(tx, scope, found.restriction_id, at).await?;
    Ok(Some(found.restriction_id))
}

async fn end<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    restriction: RestrictionId,
    at: Timestamp,
) -> Result<(), Error> {
    let lifted = tx
        .execute(
            "UPDATE restriction SET lifted_at_ms = $1 \
             WHERE tenant_id = $2 AND restriction_id = $3 AND lifted_at_ms IS NULL",
            &[at.into(), scope.parameter(), restriction.into()],
        )
        .await?;
    one(lifted, Error::Changed { what: TABLE })?;
    for table in ["restricted_subject", "restricted_record"] {
        let statement = format!("DELETE FROM {table} WHERE tenant_id = $1 AND restriction_id = $2");
        tx.execute(&statement, &[scope.parameter(), restriction.into()])
            .await?;
    }
    Ok(())
}

/// Tells whether all records of a subject are restricted.
pub async fn is_restricted<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    subject: SubjectId,
) -> Result<bool, Error> {
    let marks = sql
        .query(
            "SELECT 1 FROM restricted_subject WHERE tenant_id = $1 AND subject_id = $2 LIMIT 1",
            &[scope.parameter(), subject.into()],
        )
        .await?;
    Ok(!marks.is_empty())
}

/// A condition on rows of a table with the columns of a record's place: that they are not restricted.
pub(crate) fn unrestricted(table: &str) -> String {
    format!(
        "NOT EXISTS (SELECT 1 FROM restricted_subject s WHERE s.tenant_id = {table}.tenant_id \
         AND s.subject_id = {table}.subject_id) \
         AND NOT EXISTS (SELECT 1 FROM restricted_record m WHERE m.tenant_id = {table}.tenant_id \
         AND m.collection = {table}.collection AND m.record_id = {table}.record_id)"
    )
}

/// Refuses records of which one is restricted.
///
/// # Errors
/// [`Error::Restricted`].
pub(crate) async fn refuse<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    records: &[RecordRow],
) -> Result<(), Error> {
    refuse_subjects(sql, scope, records.iter().filter_map(|r| r.subject_id)).await?;
    for (collection, ids) in ids(records) {
        refuse_marked(sql, scope, collection, &ids).await?;
    }
    Ok(())
}

/// Refuses records of a collection, with their owners, of which one is restricted.
///
/// # Errors
/// [`Error::Restricted`].
pub(crate) async fn refuse_owned<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    collection: &str,
    records: &[(RecordId, Option<SubjectId>)],
) -> Result<(), Error> {
    refuse_subjects(sql, scope, records.iter().filter_map(|(_, owner)| *owner)).await?;
    let ids: Vec<RecordId> = records.iter().map(|(id, _)| *id).collect();
    refuse_marked(sql, scope, collection, &ids).await
}

async fn refuse_subjects<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    subjects: impl Iterator<Item = SubjectId>,
) -> Result<(), Error> {
    let mut subjects: Vec<SubjectId> = subjects.collect();
    subjects.sort_unstable();
    subjects.dedup();
    for chunk in subjects.chunks(PARAMETERS - 1) {
        let statement = format!(
            "SELECT 1 FROM restricted_subject WHERE tenant_id = $1 AND subject_id IN ({}) LIMIT 1",
            placeholders(2, chunk.len())
        );
        let mut parameters = vec![scope.parameter()];
        parameters.extend(chunk.iter().map(|subject| Value::from(*subject)));
        none(&sql.query(&statement, &parameters).await?)?;
    }
    Ok(())
}

async fn refuse_marked<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    collection: &str,
    ids: &[RecordId],
) -> Result<(), Error> {
    for chunk in ids.chunks(PARAMETERS - 2) {
        let statement = format!(
            "SELECT 1 FROM restricted_record WHERE tenant_id = $1 AND collection = $2 \
             AND record_id IN ({}) LIMIT 1",
            placeholders(3, chunk.len())
        );
        let mut parameters = vec![scope.parameter(), collection.into()];
        parameters.extend(chunk.iter().map(|id| Value::from(*id)));
        none(&sql.query(&statement, &parameters).await?)?;
    }
    Ok(())
}

/// Takes the marks from records that are erased while their subject stays: they would lead from it
/// to the records.
pub(crate) async fn unmark<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    records: &[RecordRow],
) -> Result<(), Error> {
    for (collection, ids) in ids(records) {
        for chunk in ids.chunks(PARAMETERS - 2) {
            let statement = format!(
                "DELETE FROM restricted_record WHERE tenant_id = $1 AND collection = $2 \
                 AND record_id IN ({})",
                placeholders(3, chunk.len())
            );
            let mut parameters = vec![scope.parameter(), collection.into()];
            parameters.extend(chunk.iter().map(|id| Value::from(*id)));
            tx.execute(&statement, &parameters).await?;
        }
    }
    Ok(())
}

/// The ids of records by collection.
fn ids(records: &[RecordRow]) -> BTreeMap<&str, Vec<RecordId>> {
    let mut ids: BTreeMap<&str, Vec<RecordId>> = BTreeMap::new();
    for record in records {
        ids.entry(&record.collection)
            .or_default()
            .push(record.record_id);
    }
    ids
}

/// Refuses the records of a subject in a collection of which one is restricted.
///
/// # Errors
/// [`Error::Restricted`].
pub(crate) async fn refuse_by_subject<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    subject: SubjectId,
    collection: &str,
) -> Result<(), Error> {
    let statement = format!(
        "SELECT 1 FROM record WHERE tenant_id = $1 AND subject_id = $2 AND collection = $3 \
         AND NOT ({}) LIMIT 1",
        unrestricted("record")
    );
    let parameters = [scope.parameter(), subject.into(), collection.into()];
    none(&sql.query(&statement, &parameters).await?)
}

fn none(marks: &[Row]) -> Result<(), Error> {
    if marks.is_empty() {
        Ok(())
    } else {
        Err(Error::Restricted)
    }
}

/// Deletes the restrictions of a subject that is erased: their marks would lead to the records that
/// stay.
pub(crate) async fn erase<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    subject: SubjectId,
) -> Result<(), Error> {
    let key = [scope.parameter(), subject.into()];
    for table in ["restricted_subject", "restricted_record"] {
        let statement = format!(
            "DELETE FROM {table} WHERE tenant_id = $1 AND restriction_id IN \
             (SELECT restriction_id FROM restriction WHERE tenant_id = $1 AND subject_id = $2)"
        );
        tx.execute(&statement, &key).await?;
    }
    tx.execute(
        "DELETE FROM restriction WHERE tenant_id = $1 AND subject_id = $2",
        &key,
    )
    .await
    .map(drop)
}

fn read(row: Row) -> Result<Restriction, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(Restriction {
        restriction_id: columns.parsed("restriction_id")?,
        request_id: columns.parsed("request_id")?,
        subject_id: columns.parsed("subject_id")?,
        ground: columns.named("ground")?,
        records: columns.optional_integer("records")?,
        restricted_at: columns.time("restricted_at_ms")?,
        told_at: columns.optional_time("told_at_ms")?,
        notice: columns.optional_blob("notice")?,
        lifted_at: columns.optional_time("lifted_at_ms")?,
    })
}
