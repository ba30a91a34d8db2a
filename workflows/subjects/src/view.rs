//! Records as answers.

use std::collections::BTreeMap;

use domain::{RecordId, SubjectId};
use kit::sealing::Record;
use serde::Serialize;
use serde_json::Value as Json;

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
