//! The blind index: keyed digests of look-up and unique fields, so that a sealed value can be found.

use std::collections::{BTreeMap, HashMap};

use domain::{RecordId, SubjectId};

use crate::decode::Columns;
use crate::insert::{PARAMETERS, insert, list};
use crate::restrictions::unrestricted;
use crate::{Error, Sql, TenantScope, Tx, Value};

const TABLE: &str = "blind_index";

/// The digest of one field of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The collection of the record.
    pub collection: String,
    /// The field.
    pub field: String,
    /// The keyed digest of the normalized value (`vault` makes it).
    pub digest: Vec<u8>,
    /// Whether no other record of the collection may have the value.
    pub unique: bool,
    /// The record.
    pub record_id: RecordId,
    /// Whom the record is about.
    pub subject_id: Option<SubjectId>,
}

/// A record that has the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The digest that was asked for.
    pub digest: Vec<u8>,
    /// The record.
    pub record_id: RecordId,
    /// Whom the record is about.
    pub subject_id: Option<SubjectId>,
}

/// Adds digests.
///
/// # Errors
/// [`Error::Conflict`] with the first entry whose unique value another record has; what was added
/// goes with the transaction, which the caller must roll back.
pub async fn insert_many<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    entries: &[Entry],
) -> Result<(), Error> {
    // A statement has 899 values besides the tenant, and a row six: so each chunk is one statement.
    for chunk in entries.chunks((PARAMETERS - 1) / 6) {
        let inserted = insert(
            tx,
            scope,
            "INSERT INTO blind_index (tenant_id, collection, field, digest, slot, record_id, \
             subject_id)",
            "ON CONFLICT DO NOTHING",
            chunk.iter().map(values).collect(),
        )
        .await?;
        if u64::try_from(chunk.len()).is_ok_and(|wanted| wanted == inserted) {
            continue;
        }
        return Err(conflict(tx, scope, chunk).await?);
    }
    Ok(())
}

/// Finds the entry that did not go in: the one whose digest belongs to another record.
async fn conflict<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    entries: &[Entry],
) -> Result<Error, Error> {
    let mut digests: BTreeMap<_, Vec<Vec<u8>>> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.unique) {
        let field = (entry.collection.as_str(), entry.field.as_str());
        digests.entry(field).or_default().push(entry.digest.clone());
    }
    let mut holders = HashMap::new();
    for (field, digests) in &digests {
        for hit in find_stored(tx, scope, field.0, field.1, digests).await? {
            holders.insert((*field, hit.digest), hit.record_id);
        }
    }
    let lost = entries.iter().filter(|entry| entry.unique).find(|entry| {
        let field = (entry.collection.as_str(), entry.field.as_str());
        holders.get(&(field, entry.digest.clone())) != Some(&entry.record_id)
    });
    Ok(lost.map_or(
        Error::Exists {
            what: "index entry",
        },
        |entry| Error::Conflict {
            collection: entry.collection.clone(),
            field: entry.field.clone(),
            record_id: entry.record_id,
        },
    ))
}

/// Finds the records that have one of the values in this field, by digest and record, without those
/// that are restricted.
pub async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    collection: &str,
    field: &str,
    digests: &[Vec<u8>],
) -> Result<Vec<Hit>, Error> {
    let condition = format!("AND {}", unrestricted(TABLE));
    search(sql, scope, [collection, field, &condition], digests).await
}

/// Like [`find`], with those that are restricted: to store a record, one must know which values are
/// taken and whose it is.
pub async fn find_stored<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    collection: &str,
    field: &str,
    digests: &[Vec<u8>],
) -> Result<Vec<Hit>, Error> {
    search(sql, scope, [collection, field, ""], digests).await
}

async fn search<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    [collection, field, condition]: [&str; 3],
    digests: &[Vec<u8>],
) -> Result<Vec<Hit>, Error> {
    let mut hits = Vec::with_capacity(digests.len());
    for chunk in digests.chunks(PARAMETERS - 3) {
        let statement = format!(
            "SELECT digest, record_id, subject_id FROM blind_index \
             WHERE tenant_id = $1 AND collection = $2 AND field = $3 AND digest IN ({}) \
             {condition} ORDER BY digest, slot",
            list(4, chunk.len())
        );
        let mut parameters = vec![scope.parameter(), collection.into(), field.into()];
        parameters.extend(chunk.iter().map(|digest| Value::from(digest.as_slice())));
        for row in sql.query(&statement, &parameters).await? {
            let mut columns = Columns::of(TABLE, row);
            hits.push(Hit {
                digest: columns.blob("digest")?,
                record_id: columns.parsed("record_id")?,
                subject_id: columns.optional_parsed("subject_id")?,
            });
        }
    }
    Ok(hits)
}

/// Finds the owner of each unique value, for those that have one.
pub async fn find_owners<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    collection: &str,
    field: &str,
    digests: &[Vec<u8>],
) -> Result<HashMap<Vec<u8>, SubjectId>, Error> {
    let hits = find_stored(sql, scope, collection, field, digests).await?;
    Ok(hits
        .into_iter()
        .filter_map(|hit| Some((hit.digest, hit.subject_id?)))
        .collect())
}

/// Deletes digests whose values are replaced.
pub async fn delete_many<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    entries: &[Entry],
) -> Result<(), Error> {
    for entry in entries {
        let [collection, field, digest, slot, record, _] = values(entry);
        tx.execute(
            "DELETE FROM blind_index WHERE tenant_id = $1 AND collection = $2 AND field = $3 \
             AND digest = $4 AND slot = $5 AND record_id = $6",
            &[scope.parameter(), collection, field, digest, slot, record],
        )
        .await?;
    }
    Ok(())
}

/// Deletes the digests of all records of a subject and gives their number.
pub async fn delete_by_subject<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    subject: SubjectId,
) -> Result<u64, Error> {
    tx.execute(
        "DELETE FROM blind_index WHERE tenant_id = $1 AND subject_id = $2",
        &[scope.parameter(), subject.into()],
    )
    .await
}

/// Deletes the digests of the records that a subject has in one collection.
pub async fn delete_by_subject_in<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    subject: SubjectId,
    collection: &str,
) -> Result<u64, Error> {
    tx.execute(
        "DELETE FROM blind_index WHERE tenant_id = $1 AND subject_id = $2 AND collection = $3",
        &[scope.parameter(), subject.into(), collection.into()],
    )
    .await
}

fn values(entry: &Entry) -> [Value; 6] {
    let slot = if entry.unique {
        Value::from("")
    } else {
        entry.record_id.into()
    };
    [
        entry.collection.as_str().into(),
        entry.field.as_str().into(),
        entry.digest.as_slice().into(),
        slot,
        entry.record_id.into(),
        entry.subject_id.into(),
    ]
}
