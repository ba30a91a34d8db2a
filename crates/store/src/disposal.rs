//! Records by age: finding those that may have fallen due, and letting go of those that have.

use domain::request::RequestState;
use domain::{RecordId, SubjectId};
use jiff::Timestamp;

use crate::decode::Columns;
use crate::insert::{PARAMETERS, list as placeholders};
use crate::records::RecordRow;
use crate::restrictions::{self, Processing, unrestricted};
use crate::{Error, Row, Sql, TenantScope, Tx, Value, accounts, residue, tombstones};

const TABLE: &str = "record";

/// The most ids in one statement: two lists of them, and what else it names.
const IDS: usize = (PARAMETERS - 10) / 2;

/// A record, and when it was changed last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aged {
    /// The record.
    pub record: RecordRow,
    /// When it was changed last, if it ever was.
    pub changed_at: Option<Timestamp>,
    /// Whether its processing is restricted.
    pub is_restricted: bool,
}

/// Lists records of a collection by id, which is the order in which they were made: at most `limit`
/// after one and before another. Restricted records come without their values.
pub async fn list_aged<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    collection: &str,
    after: Option<RecordId>,
    before: Option<RecordId>,
    limit: u32,
) -> Result<Vec<Aged>, Error> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    // No id comes after it: ids are hexadecimal.
    let before = before.map_or_else(|| "~".to_owned(), |id| id.to_string());
    let statement = format!(
        "SELECT record_id, collection, subject_id, plain, sealed, changed_at_ms, {} FROM record \
         WHERE tenant_id = $1 AND collection = $2 AND record_id > $3 AND record_id < $4 \
         ORDER BY record_id LIMIT $5",
        restricted()
    );
    let parameters = [
        scope.parameter(),
        collection.into(),
        after.into(),
        before.into(),
        limit.into(),
    ];
    let rows = sql.query(&statement, &parameters).await?;
    let found = rows.into_iter().map(read);
    found
        .map(|aged| Ok(aged?.without_what_is_restricted()))
        .collect()
}

/// Lists all records of a subject whose erasure is to be made whole, with when they were changed:
/// also what is restricted, as [`Processing::Erasure`] has it.
pub async fn list_aged_by_subject<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    subject: SubjectId,
) -> Result<Vec<Aged>, Error> {
    let statement = format!(
        "SELECT record_id, collection, subject_id, plain, sealed, changed_at_ms, {} FROM record \
         WHERE tenant_id = $1 AND subject_id = $2 ORDER BY collection, record_id",
        restricted()
    );
    let rows = sql
        .query(&statement, &[scope.parameter(), subject.into()])
        .await?;
    rows.into_iter().map(read).collect()
}

/// A column that tells whether a record is restricted.
fn restricted() -> String {
    format!(
        "CAST(CASE WHEN {} THEN 0 ELSE 1 END AS BIGINT)",
        unrestricted(TABLE)
    )
}

impl Aged {
    /// It may be stored and nothing else (Art. 18(2) GDPR): its values are read by nobody.
    fn without_what_is_restricted(mut self) -> Self {
        if self.is_restricted {
            "{}".clone_into(&mut self.record.plain);
            self.record.sealed.clear();
        }
        self
    }
}

/// Notes that records were changed: retentions that are counted from the last change begin anew. To
/// be called by whoever changes what a record says, and not by who anonymizes it.
pub async fn note_change<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    collection: &str,
    records: &[RecordId],
    at: Timestamp,
) -> Result<(), Error> {
    for chunk in records.chunks(IDS) {
        let statement = format!(
            "UPDATE record SET changed_at_ms = $1 \
             WHERE tenant_id = $2 AND collection = $3 AND record_id IN ({})",
            placeholders(4, chunk.len())
        );
        let mut parameters = vec![at.into(), scope.parameter(), collection.into()];
        parameters.extend(chunk.iter().map(|id| Value::from(*id)));
        tx.execute(&statement, &parameters).await?;
    }
    Ok(())
}

/// Deletes records of a collection and what the blind index has of them, and gives the number of
/// records.
///
/// # Errors
/// [`Error::Restricted`] when one is and this is not for its subject's erasure.
pub async fn delete_many<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    processing: Processing,
    collection: &str,
    records: &[(RecordId, Option<SubjectId>)],
) -> Result<u64, Error> {
    if processing != Processing::Erasure {
        restrictions::refuse_owned(tx, scope, collection, records).await?;
    }
    delete_from_index(tx, scope, collection, records).await?;
    let mut deleted = 0;
    for chunk in records.chunks(IDS) {
        let statement = format!(
            "DELETE FROM record WHERE tenant_id = $1 AND collection = $2 AND record_id IN ({})",
            placeholders(3, chunk.len())
        );
        let mut parameters = vec![scope.parameter(), collection.into()];
        parameters.extend(chunk.iter().map(|(id, _)| Value::from(*id)));
        deleted += tx.execute(&statement, &parameters).await?;
    }
    Ok(deleted)
}

/// Deletes what the blind index has of records. Entries are found by their subject.
pub async fn delete_from_index<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    collection: &str,
    records: &[(RecordId, Option<SubjectId>)],
) -> Result<(), Error> {
    let (owned, nobodys): (Vec<_>, Vec<_>) = records.iter().partition(|(_, owner)| owner.is_some());
    for chunk in owned.chunks(IDS) {
        let statement = format!(
            "DELETE FROM blind_index WHERE tenant_id = $1 AND collection = $2 \
             AND subject_id IN ({}) AND record_id IN ({})",
            placeholders(3, chunk.len()),
            placeholders(3 + chunk.len(), chunk.len())
        );
        let mut parameters = vec![scope.parameter(), collection.into()];
        parameters.extend(chunk.iter().map(|(_, owner)| Value::from(*owner)));
        parameters.extend(chunk.iter().map(|(id, _)| Value::from(*id)));
        tx.execute(&statement, &parameters).await?;
    }
    for chunk in nobodys.chunks(IDS) {
        let statement = format!(
            "DELETE FROM blind_index WHERE tenant_id = $1 AND collection = $2 \
             AND subject_id IS NULL AND record_id IN ({})",
            placeholders(3, chunk.len())
        );
        let mut parameters = vec![scope.parameter(), collection.into()];
        parameters.extend(chunk.iter().map(|(id, _)| Value::from(*id)));
        tx.execute(&statement, &parameters).await?;
    }
    Ok(())
}

/// Erases those of these subjects that nothing is kept about any more, with their keys and
/// restrictions, and gives their number: no record, no request that is open, no hold, and no history of
/// consents, which must stay provable (Art. 7(1) GDPR) until the subject's erasure.
pub async fn erase_vacant<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    subjects: &[SubjectId],
) -> Result<u64, Error> {
    let mut erased = 0;
    for chunk in subjects.chunks(IDS) {
        let vacant = vacant(tx, scope, chunk).await?;
        if vacant.is_empty() {
            continue;
        }
        for subject in &vacant {
            restrictions::erase(tx, scope, *subject).await?;
            accounts::erase_of(tx, scope, *subject).await?;
        }
        tombstones::bury(tx, scope, &vacant).await?;
        let ids = placeholders(2, vacant.len());
        let mut parameters = vec![scope.parameter()];
        parameters.extend(vacant.into_iter().map(Value::from));
        for table in ["blind_index", "held_erasure", "subject_key"] {
            let statement =
                format!("DELETE FROM {table} WHERE tenant_id = $1 AND subject_id IN ({ids})");
            tx.execute(&statement, &parameters).await?;
        }
        let statement =
            format!("DELETE FROM subject WHERE tenant_id = $1 AND subject_id IN ({ids})");
        erased += tx.execute(&statement, &parameters).await?;
    }
    Ok(erased)
}

async fn vacant<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    subjects: &[SubjectId],
) -> Result<Vec<SubjectId>, Error> {
    let finals = RequestState::ALL
        .into_iter()
        .filter(|state| state.is_final());
    let mut parameters = vec![scope.parameter()];
    parameters.extend(finals.map(|state| Value::from(state.as_str())));
    let first = parameters.len() + 1;
    parameters.extend(subjects.iter().map(|subject| Value::from(*subject)));
    let statement = format!(
        "SELECT subject_id FROM subject WHERE tenant_id = $1 \
         AND NOT EXISTS (SELECT 1 FROM request WHERE request.tenant_id = $1 \
         AND request.subject_id = subject.subject_id AND request.state NOT IN ({})) \
         AND NOT EXISTS (SELECT 1 FROM record WHERE record.tenant_id = $1 \
         AND record.subject_id = subject.subject_id) \
         AND NOT EXISTS (SELECT 1 FROM legal_hold WHERE legal_hold.tenant_id = $1 \
         AND legal_hold.subject_id = subject.subject_id AND legal_hold.released_at_ms IS NULL) \
         AND NOT EXISTS (SELECT 1 FROM consent_event WHERE consent_event.tenant_id = $1 \
         AND consent_event.subject_id = subject.subject_id) \
         AND subject_id IN ({}) ORDER BY subject_id",
        placeholders(2, first - 2),
        placeholders(first, subjects.len())
    );
    let rows = tx.query(&statement, &parameters).await?;
    rows.into_iter()
        .map(|row| Columns::of("subject", row).parsed("subject_id"))
        .collect()
}

/// Notes that records went, so that no piece of them stays between the rows (see [`residue`]).
pub async fn note_residue<S: Sql>(tx: &mut Tx<'_, S>, scope: &TenantScope) -> Result<(), Error> {
    residue::note(tx, scope).await
}

fn read(row: Row) -> Result<Aged, Error> {
    let mut columns = Columns::of(TABLE, row);
    Ok(Aged {
        record: RecordRow {
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
        },
        changed_at: columns.optional_time("changed_at_ms")?,
        is_restricted: columns.integer::<u8>("restricted")? == 1,
    })
}
