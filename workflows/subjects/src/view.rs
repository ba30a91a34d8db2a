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
    /// Whom it is about; a placeholder after an erasure. Null for who may see nothing of them.
    #[schema(value_type = Option<String>, format = Uuid)]
    subject_id: Option<SubjectId>,
    /// What they are called, for who may see nothing else of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject_name: Option<String>,
    /// What it holds; a field without value is left out.
    #[schema(value_type = Object)]
    fields: BTreeMap<String, Json>,
}

impl RecordView {
    /// A record, as far as it is open.
    pub(crate) fn of(record: Record) -> Self {
        let value = |(name, value): (String, domain::Value)| (name, value.to_json());
        Self {
            record_id: record.record_id,
            collection: record.collection,
            subject_id: record.subject_id,
            subject_name: None,
            fields: record.fields.into_iter().map(value).collect(),
        }
    }

    /// The record, for who may not see whom it is about, with what they may call them.
    pub(crate) fn linked(self, subject_name: Option<String>) -> Self {
        Self {
            subject_id: None,
            subject_name,
            ..self
        }
    }
}
