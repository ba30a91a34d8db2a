//! Records: plain values as JSON, personal values sealed.

use std::collections::{BTreeMap, BTreeSet};

use domain::{RecordId, SubjectId};
use jiff::Timestamp;

use crate::decode::{Columns, json_of};
use crate::insert::{PARAMETERS, all, insert, list as placeholders, one_of};
use crate::restrictions::{self, Processing, unrestricted};
use crate::{Error, Page, Row, Sql, TenantScope, Tx, Value};

const TABLE: &str = "record";

/// One record of a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// Its id.
    pub record_id: RecordId,
    /// The collection it is in.
    pub collection: String,
    /// Whom it is about; `None` in a collection without owners.
    pub subject_id: Option<SubjectId>,
    /// The fields of class `none`, a JSON object.
    pub plain: String,
    /// The personal fields: name and sealed value.
    pub sealed: Vec<(String, Vec<u8>)>,
}

const INSERT: &str =
    "INSERT INTO record (tenant_id, collection, record_id, subject_id, plain, sealed)";

/// Adds records.
///
/// # Errors
/// [`Error::Exists`] when one of the ids is in use; [`Error::Database`] when the collection or the
/// subject does not exist.
pub async fn insert_many<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    records: &[RecordRow],
) -> Result<(), Error> {
    let rows = records.iter().map(values).collect::<Result<Vec<_>, _>>()?;
    let inserted = insert(tx, scope, INSERT, "ON CONFLICT DO NOTHING", rows).await?;
    all(inserted, records.len(), TABLE)
}

/// Replaces owner and fields of records that exist; each id once.
///
/// # Errors
/// [`Error::Missing`] when one of them does not exist, [`Error::Restricted`] when one is and this is
/// not for its subject's erasure.
pub async fn replace_many<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    processing: Processing,
    records: &[RecordRow],
) -> Result<(), Error> {
    if processing == Processing::Erasure {
        restrictions::unmark(tx, scope, records).await?;
    } else {
        restrictions::refuse(tx, scope, records).await?;
    }
    // The statement below would also insert, which is not what it is for.
    if count_existing(tx, scope, records).await? != records.len() {
        return Err(Error::Missing { what: TABLE });
    }
    let rows = records.iter().map(values).collect::<Result<Vec<_>, _>>()?;
    let replaced = insert(
        tx,
        scope,
        INSERT,
        "ON CONFLICT (tenant_id, collection, record_id) DO UPDATE SET \
         subject_id = excluded.subject_id, plain = excluded.plain, sealed = excluded.sealed",
        rows,
    )
    .await?;
    all(replaced, records.len(), TABLE).map_err(|_| Error::Missing { what: TABLE })
}

async fn count_existing<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    records: &[RecordRow],
) -> Result<usize, Error> {
    let mut ids: BTreeMap<&str, Vec<RecordId>> = BTreeMap::new();
    for record in records {
        ids.entry(&record.collection)
            .or_default()
            .push(record.record_id);
    }
    let mut existing = 0;
    for (collection, ids) in ids {
        for chunk in ids.chunks(PARAMETERS - 2) {
            let statement = format!(
                "SELECT count(*) FROM record \
                 WHERE tenant_id = $1 AND collection = $2 AND record_id IN ({})",
                placeholders(3, chunk.len())
            );
            let mut parameters = vec![scope.parameter(), collection.into()];
            parameters.extend(chunk.iter().map(|id| Value::from(*id)));
            for row in tx.query(&statement, &parameters).await? {
                existing += Columns::of(TABLE, row).integer::<usize>("count")?;
            }
        }
    }
    Ok(existing)
}

/// Finds a record by collection and id.
///
/// # Errors
/// [`Error::Restricted`] when it is, unless it is for its subject.
pub async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    processing: Processing,
    collection: &str,
    record: RecordId,
) -> Result<Option<RecordRow>, Error> {
    let rows = sql
        .query(
            "SELECT record_id, collection, subject_id, plain, sealed FROM record \
             WHERE tenant_id = $1 AND collection = $2 AND record_id = $3",
            &[scope.parameter(), collection.into(), record.into()],
        )
        .await?;
    let found = rows.into_iter().next().map(read).transpose()?;
    if processing == Processing::Any {
        restrictions::refuse(sql, scope, found.as_slice()).await?;
    }
    Ok(found)
}

/// Lists the records of a collection by id, without those that are restricted.
pub async fn list<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    collection: &str,
    page: &Page,
) -> Result<(Vec<RecordRow>, Option<String>), Error> {
    let [after] = page.key(TABLE, [""])?;
    let statement = format!(
        "SELECT record_id, collection, subject_id, plain, sealed FROM record \
         WHERE tenant_id = $1 AND collection = $2 AND record_id > $3 AND {} \
         ORDER BY record_id LIMIT $4",
        unrestricted(TABLE)
    );
    let parameters = [
        scope.parameter(),
        collection.into(),
        after.into(),
        page.rows().into(),
    ];
    let rows = sql.query(&statement, &parameters).await?;
    let records = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(page.cut(TABLE, records, |record: &RecordRow| {
        [record.record_id.to_string()]
    }))
}

/// Lists the records of a collection that are about one of these subjects, by id, without those that are restricted.
pub async fn list_of_subjects<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    collection: &str,
    subjects: &BTreeSet<SubjectId>,
    page: &Page,
) -> Result<(Vec<RecordRow>, Option<String>), Error> {
    let [after] = page.key(TABLE, [""])?;
    let these = one_of(sql.dialect(), 4);
    let statement = format!(
        "SELECT record_id, collection, subject_id, plain, sealed FROM record \
         WHERE tenant_id = $1 AND collection = $2 AND record_id > $3 \
         AND subject_id IN ({these}) AND {} ORDER BY record_id LIMIT $5",
        unrestricted(TABLE)
    );
    let parameters = [
        scope.parameter(),
        collection.into(),
        after.into(),
        json_of(subjects)?,
        page.rows().into(),
    ];
    let rows = sql.query(&statement, &parameters).await?;
    let records = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(page.cut(TABLE, records, |record: &RecordRow| {
        [record.record_id.to_string()]
    }))
}

/// Lists the records of a subject in all collections, by collection and id; without those that are
/// restricted, unless it is for the subject.
///
/// # Errors
/// [`Error::Restricted`] when all of them are, unless it is for the subject.
pub async fn list_by_subject<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    processing: Processing,
    subject: SubjectId,
    page: &Page,
) -> Result<(Vec<RecordRow>, Option<String>), Error> {
    const LIST: &str = "record of subject";
    let [collection, record] = page.key(LIST, ["", ""])?;
    let mut condition = String::new();
    if processing == Processing::Any {
        if restrictions::is_restricted(sql, scope, subject).await? {
            return Err(Error::Restricted);
        }
        condition = format!("AND {}", unrestricted(TABLE));
    }
    let statement = format!(
        "SELECT record_id, collection, subject_id, plain, sealed FROM record \
         WHERE tenant_id = $1 AND subject_id = $2 AND (collection, record_id) > ($3, $4) \
         {condition} ORDER BY collection, record_id LIMIT $5"
    );
    let parameters = [
        scope.parameter(),
        subject.into(),
        collection.into(),
        record.into(),
        page.rows().into(),
    ];
    let rows = sql.query(&statement, &parameters).await?;
    let records = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(page.cut(LIST, records, |record: &RecordRow| {
        [record.collection.clone(), record.record_id.to_string()]
    }))
}

/// Deletes the records of a subject in one collection and gives their number.
///
/// # Errors
/// [`Error::Restricted`] when one is and this is not for its subject's erasure.
pub async fn delete_by_subject<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    processing: Processing,
    subject: SubjectId,
    collection: &str,
) -> Result<u64, Error> {
    if processing != Processing::Erasure {
        restrictions::refuse_by_subject(tx, scope, subject, collection).await?;
    }
    tx.execute(
        "DELETE FROM record WHERE tenant_id = $1 AND subject_id = $2 AND collection = $3",
        &[scope.parameter(), subject.into(), collection.into()],
    )
    .await
}

/// Counts the records of a subject in each collection that has any.
pub async fn count_by_subject<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    subject: SubjectId,
) -> Result<BTreeMap<String, u64>, Error> {
    let rows = sql
        .query(
            "SELECT collection, count(*) FROM record \
             WHERE tenant_id = $1 AND subject_id = $2 GROUP BY collection",
            &[scope.parameter(), subject.into()],
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            let mut columns = Columns::of(TABLE, row);
            Ok((columns.text("collection")?, columns.integer("count")?))
        })
        .collect()
}

/// The owners of those of these records that a collection holds; `None` for a record of nobody.
pub async fn owners<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    collection: &str,
    records: &[RecordId],
) -> Result<Vec<Option<SubjectId>>, Error> {
    let mut owners = Vec::new();
    for chunk in records.chunks(PARAMETERS - 2) {
        let statement = format!(
            "SELECT subject_id FROM record \
             WHERE tenant_id = $1 AND collection = $2 AND record_id IN ({})",
            placeholders(3, chunk.len())
        );
        let mut parameters = vec![scope.parameter(), collection.into()];
        parameters.extend(chunk.iter().map(|id| Value::from(*id)));
        for row in sql.query(&statement, &parameters).await? {
            owners.push(Columns::of(TABLE, row).optional_parsed("subject_id")?);
        }
    }
    Ok(owners)
}

/// Whom a collection has records about that were made before a time, with the number of each one's.
/// Placeholders are not among them.
pub async fn subjects_before<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    collection: &str,
    before: Timestamp,
) -> Result<BTreeMap<SubjectId, u64>, Error> {
    // Ids begin with the time at which they were made.
    let first = RecordId::generate(before, [0; 10]);
    let rows = sql
        .query(
            "SELECT record.subject_id, count(*) FROM record JOIN subject \
             ON subject.tenant_id = record.tenant_id AND subject.subject_id = record.subject_id \
             WHERE record.tenant_id = $1 AND record.collection = $2 AND record.record_id < $3 \
             AND subject.created_at_ms IS NOT NULL GROUP BY record.subject_id",
            &[scope.parameter(), collection.into(), first.into()],
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            let mut columns = Columns::of(TABLE, row);
            Ok((columns.parsed("subject_id")?, columns.integer("count")?))
        })
        .collect()
}

/// Tells whether a collection has no records.
pub async fn is_empty<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    collection: &str,
) -> Result<bool, Error> {
    let rows = sql
        .query(
            "SELECT 1 FROM record WHERE tenant_id = $1 AND collection = $2 LIMIT 1",
            &[scope.parameter(), collection.into()],
        )
        .await?;
    Ok(rows.is_empty())
}

fn values(record: &RecordRow) -> Result<[Value; 5], Error> {
    let sealed = postcard::to_allocvec(&record.sealed).map_err(Error::database)?;
    Ok([
        record.collection.as_str().into(),
        record.record_id.into(),
        record.subject_id.into(),
        record.plain.as_str().into(),
        sealed.into(),
    ])
}

fn read(row: Row) -> Result<RecordRow, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(RecordRow {
        record_id: columns.parsed("record_id")?,
        collection: columns.text("collection")?,
        subject_id: columns.optional_parsed("subject_id")?,
        plain: columns.text("plain")?,
        sealed: postcard::from_bytes(&columns.blob("sealed")?).map_err(|_| {
            Error::Inconsistent {
                table: TABLE,
                column: "sealed",
            }
        })?,
    })
}
