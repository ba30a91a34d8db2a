//! The blind index of new records, and values that must be unique and are not.

use std::collections::HashSet;

use domain::{Collection, Fields};
use kit::index;
use kit::problem::Problem;
use store::blind_index::{self, Entry};
use store::records::RecordRow;
use store::{Sql, TenantScope};

use super::{Reason, Refusal};

/// The digests of one field: the record's place and the digest of its value.
pub(super) struct FieldIndex {
    collection: String,
    field: String,
    unique: bool,
    digests: Vec<(usize, Vec<u8>)>,
}

/// Makes the digests of all fields that are unique or can be looked up.
pub(super) fn index(
    scope: &TenantScope,
    collection: &Collection,
    records: &[Fields],
) -> Result<Vec<FieldIndex>, Problem> {
    let mut indexes = Vec::new();
    for field in collection
        .fields
        .iter()
        .filter(|field| field.unique || field.lookup)
    {
        let given = records.iter().enumerate().filter_map(|(place, fields)| {
            fields
                .get(&field.name)
                .map(|value| (place, index::normal_form(value)))
        });
        let (places, values): (Vec<usize>, Vec<String>) = given.unzip();
        let name = collection.name.as_str();
        let digests = index::digests(scope, name, &field.name, &values)?;
        indexes.push(FieldIndex {
            collection: name.to_owned(),
            field: field.name.clone(),
            unique: field.unique,
            digests: places.into_iter().zip(digests).collect(),
        });
    }
    Ok(indexes)
}

/// Values that must be unique and come twice among the new records.
pub(super) fn repeated(indexes: &[FieldIndex]) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    for index in indexes.iter().filter(|index| index.unique) {
        let mut seen = HashSet::new();
        let again = index
            .digests
            .iter()
            .filter(|(_, digest)| !seen.insert(digest));
        refusals.extend(again.map(|(place, _)| index.refuse(*place, Reason::Repeated)));
    }
    refusals
}

/// Values that must be unique and are another record's already.
pub(super) async fn taken<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    indexes: &[FieldIndex],
) -> Result<Vec<Refusal>, Problem> {
    let mut refusals = Vec::new();
    for index in indexes.iter().filter(|index| index.unique) {
        let digests: Vec<Vec<u8>> = index
            .digests
            .iter()
            .map(|(_, digest)| digest.clone())
            .collect();
        let hits =
            blind_index::find_stored(sql, scope, &index.collection, &index.field, &digests).await?;
        let taken: HashSet<Vec<u8>> = hits.into_iter().map(|hit| hit.digest).collect();
        let theirs = index
            .digests
            .iter()
            .filter(|(_, digest)| taken.contains(digest));
        refusals.extend(theirs.map(|(place, _)| index.refuse(*place, Reason::Taken)));
    }
    Ok(refusals)
}

/// The entries of the index, once the records have ids and owners.
///
/// They are in the order of the index: digests are scattered all over it, and in any other order
/// thousands of them would read and write its pages again and again.
pub(super) fn entries(
    collection: &str,
    indexes: Vec<FieldIndex>,
    rows: &[RecordRow],
) -> Vec<Entry> {
    let mut entries = Vec::new();
    for FieldIndex {
        field,
        unique,
        mut digests,
        ..
    } in indexes
    {
        digests.sort_unstable_by(|(_, one), (_, other)| one.cmp(other));
        entries.extend(digests.into_iter().filter_map(|(place, digest)| {
            let row = rows.get(place)?;
            Some(Entry {
                collection: collection.to_owned(),
                field: field.clone(),
                digest,
                unique,
                record_id: row.record_id,
                subject_id: row.subject_id,
            })
        }));
    }
    entries
}

impl FieldIndex {
    fn refuse(&self, index: usize, reason: Reason) -> Refusal {
        Refusal {
            index,
            field: self.field.clone(),
            reason,
        }
    }
}
