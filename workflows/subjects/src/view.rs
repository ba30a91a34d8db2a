//! Records as answers: opened, and each view in the audit log.

use std::collections::BTreeMap;

use domain::{RecordId, SubjectId};
use kit::declarations::Declarations;
use kit::door::Caller;
use kit::keys::Keyring;
use kit::problem::Problem;
use kit::sealing::{self, Record};
use serde::Serialize;
use serde_json::Value as Json;
use store::Sql;
use store::records::RecordRow;

/// A record in the clear.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct RecordView {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    record_id: RecordId,
    /// The name of its collection.
    collection: String,
    /// Whom it is about; a placeholder after an erasure.
    #[schema(value_type = Option<String>, format = Uuid)]
    subject_id: Option<SubjectId>,
    /// What it holds; a field without value is left out.
    #[schema(value_type = Object)]
    fields: BTreeMap<String, Json>,
}

impl From<Record> for RecordView {
    fn from(record: Record) -> Self {
        let value = |(name, value): (String, domain::Value)| (name, value.to_json());
        Self {
            record_id: record.record_id,
            collection: record.collection,
            subject_id: record.subject_id,
            fields: record.fields.into_iter().map(value).collect(),
        }
    }
}

/// The keys under which these records are sealed.
pub(crate) async fn keys<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    rows: &[RecordRow],
) -> Result<Keyring, Problem> {
    let sealed = rows.iter().filter(|row| !row.sealed.is_empty());
    Keyring::get(sql, &caller.scope, sealed.filter_map(|row| row.subject_id)).await
}

/// Opens records for an answer.
pub(crate) fn open(
    caller: &Caller,
    keys: &Keyring,
    declarations: &Declarations,
    rows: Vec<RecordRow>,
) -> Result<Vec<RecordView>, Problem> {
    let records = sealing::open(&caller.scope, keys, declarations, rows)?;
    Ok(records.into_iter().map(Into::into).collect())
}
