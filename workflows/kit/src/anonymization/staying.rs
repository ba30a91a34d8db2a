//! Records that stay, under a placeholder.

use std::collections::BTreeMap;

use domain::collection::{Collection, OnErase};
use domain::{Field, SubjectId};
use store::TenantScope;
use store::records::RecordRow;
use store::subject_keys::SubjectKey;

use crate::declarations::Declarations;
use crate::keys::Keyring;
use crate::problem::Problem;
use crate::sealing::{self, Record};

/// Records that stay.
pub struct Staying {
    /// Who stands for the erased subject.
    pub placeholder: SubjectId,
    /// The placeholder's key.
    pub key: Vec<SubjectKey>,
    /// The records, sealed under it.
    pub rows: Vec<RecordRow>,
}

impl Staying {
    /// Gives records to a new placeholder, without the fields that go.
    pub fn seal(
        scope: &TenantScope,
        declarations: &Declarations,
        records: BTreeMap<String, Vec<Record>>,
    ) -> Result<Option<Self>, Problem> {
        if records.is_empty() {
            return Ok(None);
        }
        let placeholder = SubjectId::placeholder(crate::entropy::bytes()?);
        let keys = Keyring::make(scope, &[placeholder])?;
        let mut staying = Vec::new();
        for (name, records) in records {
            let collection = declarations.get(&name)?;
            staying.extend(records.into_iter().map(|mut record| {
                record.subject_id = Some(placeholder);
                record.fields.retain(|field, _| stays(collection, field));
                record
            }));
        }
        let rows = sealing::seal(scope, &keys, declarations, &staying)?;
        Ok(Some(Self {
            placeholder,
            key: keys.rows(),
            rows,
        }))
    }
}

/// Whether a field has a value afterwards. One that no declaration knows has not.
fn stays(collection: &Collection, field: &str) -> bool {
    let keeps = |field: &Field| match field.on_erase {
        OnErase::Delete => false,
        OnErase::Anonymize { .. } | OnErase::Keep { .. } | OnErase::Stay => true,
    };
    collection.field(field).is_some_and(keeps)
}
