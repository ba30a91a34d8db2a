//! Forgetting who came back with an old copy of the data.

use std::collections::BTreeMap;

use domain::SubjectId;
use domain::collection::RecordErasure;

use crate::decode::Columns;
use crate::subject_keys::SubjectKey;
use crate::{
    Error, Processing, Sql, TenantScope, Tx, collections, disposal, records, residue, subject_keys,
    subjects,
};

/// Lists subjects by id that are there or have a key, at most `limit` after one.
pub async fn living<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    after: Option<SubjectId>,
    limit: u32,
) -> Result<Vec<SubjectId>, Error> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let rows = sql
        .query(
            "SELECT subject_id FROM subject WHERE tenant_id = $1 AND subject_id > $2 \
             UNION SELECT subject_id FROM subject_key WHERE tenant_id = $1 AND subject_id > $2 \
             ORDER BY subject_id LIMIT $3",
            &[scope.parameter(), after.into(), limit.into()],
        )
        .await?;
    rows.into_iter()
        .map(|row| Columns::of("subject", row).parsed("subject_id"))
        .collect()
}

/// Forgets a subject that came back with an old copy of the data, and gives the number of its records that went or lost
/// their personal fields.
///
/// Records of collections that are deleted on erasure go. What stays of others is what is not personal, under the
/// `placeholder`: the key is destroyed for good, so what a plugin would make of personal fields, or the law keeps of
/// them, is lost like everything that was written after that copy was made.
pub async fn forget_again<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    subject: SubjectId,
    placeholder: &SubjectKey,
) -> Result<u64, Error> {
    let found = disposal::list_aged_by_subject(tx, scope, subject).await?;
    let count = found.len() as u64;
    let mut deleted = BTreeMap::<String, bool>::new();
    let mut staying = Vec::new();
    for aged in found {
        let mut row = aged.record;
        if !deleted.contains_key(&row.collection) {
            let declared = collections::find(tx, scope, &row.collection).await?;
            let goes =
                declared.is_none_or(|found| found.collection.on_erase == RecordErasure::Delete);
            deleted.insert(row.collection.clone(), goes);
        }
        if deleted.get(&row.collection) == Some(&false) {
            row.subject_id = Some(placeholder.subject_id);
            row.sealed.clear();
            staying.push(row);
        }
    }
    if !staying.is_empty() {
        subjects::create_placeholder(tx, scope, placeholder.subject_id).await?;
        subject_keys::insert_many(tx, scope, std::slice::from_ref(placeholder)).await?;
        records::replace_many(tx, scope, Processing::Erasure, &staying).await?;
    }
    for (collection, _) in deleted.iter().filter(|(_, goes)| **goes) {
        records::delete_by_subject(tx, scope, Processing::Erasure, subject, collection).await?;
    }
    remove(tx, scope, subject).await?;
    Ok(count)
}

/// Deletes what leads to a subject without records.
async fn remove<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    subject: SubjectId,
) -> Result<(), Error> {
    let key = [scope.parameter(), subject.into()];
    for table in ["held_erasure", "subject_key"] {
        let statement = format!("DELETE FROM {table} WHERE tenant_id = $1 AND subject_id = $2");
        tx.execute(&statement, &key).await?;
    }
    match subjects::find(tx, scope, subject).await? {
        Some(found) => subjects::erase(tx, scope, subject, found.revision).await,
        None => residue::note(tx, scope).await,
    }
}
