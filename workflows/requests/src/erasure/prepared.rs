//! Everything that an erasure will write, made before its transaction.

use std::collections::BTreeMap;

use domain::collection::{Collection, OnErase, RecordErasure};
use domain::erasure::CollectionPlan;
use domain::{Field, SubjectId};
use kit::declarations::Declarations;
use kit::door::Caller;
use kit::keys::Keyring;
use kit::problem::Problem;
use kit::sealing::{self, Record};
use store::receipts::Receipt;
use store::records::RecordRow;
use store::requests::Request;
use store::subject_keys::SubjectKey;
use store::{Processing, Sql, TenantScope};

use super::plan::{plugins, with_rules};
use super::rules::Run;
use super::{RanPlugin, erased, records_of};

/// What an erasure will write.
pub(super) struct Prepared {
    /// The revision of the subject that was read.
    pub(super) revision: u64,
    /// What becomes of each collection's records.
    pub(super) plans: Vec<CollectionPlan>,
    /// The plugins that ran.
    pub(super) plugins: Vec<RanPlugin>,
    /// Evidence of their runs.
    pub(super) receipts: Vec<Receipt>,
    /// Collections whose records of the subject go.
    pub(super) deleted: Vec<String>,
    /// What stays, under a placeholder.
    pub(super) staying: Option<Staying>,
}

/// Records that stay.
pub(super) struct Staying {
    /// Who stands for the erased subject.
    pub(super) placeholder: SubjectId,
    /// The placeholder's key.
    pub(super) key: Vec<SubjectKey>,
    /// The records, sealed under it.
    pub(super) rows: Vec<RecordRow>,
}

impl Prepared {
    /// Reads what there is, runs the plugins and seals what stays. Nothing is changed yet.
    pub(super) async fn make<S: Sql>(
        sql: &mut S,
        caller: &Caller,
        request: &Request,
    ) -> Result<Self, Problem> {
        let (scope, subject_id) = (&caller.scope, request.subject_id);
        // First: whatever is added later than this makes the revision another one.
        let subject = store::subjects::find(sql, scope, subject_id)
            .await?
            .ok_or_else(erased)?;
        let declarations = Declarations::all(sql, scope).await?;
        let rows = records_of(sql, scope, Processing::Erasure, subject_id).await?;
        let mut counts = BTreeMap::<String, u64>::new();
        for row in &rows {
            *counts.entry(row.collection.clone()).or_default() += 1;
        }
        let (plans, rules) = with_rules(sql, scope, &declarations, &counts).await?;
        let mut deleted = Vec::new();
        for name in counts.keys() {
            if declarations.get(name)?.on_erase == RecordErasure::Delete {
                deleted.push(name.clone());
            }
        }

        let rows: Vec<RecordRow> = rows
            .into_iter()
            .filter(|row| !deleted.contains(&row.collection))
            .collect();
        let keys = Keyring::get(sql, scope, [subject_id]).await?;
        let mut records = BTreeMap::<String, Vec<Record>>::new();
        for record in sealing::open(scope, &keys, &declarations, rows)? {
            records
                .entry(record.collection.clone())
                .or_default()
                .push(record);
        }
        let run = Run {
            request_id: request.request_id,
            at: kit::clock::now(),
        };
        let receipts = rules.run(sql, scope, &run, &mut records).await?;
        Ok(Self {
            revision: subject.revision,
            plans,
            plugins: plugins(&rules),
            receipts,
            deleted,
            staying: Staying::seal(scope, &declarations, records)?,
        })
    }
}

impl Staying {
    /// Gives records to a new placeholder, without the fields that go.
    fn seal(
        scope: &TenantScope,
        declarations: &Declarations,
        records: BTreeMap<String, Vec<Record>>,
    ) -> Result<Option<Self>, Problem> {
        if records.is_empty() {
            return Ok(None);
        }
        let placeholder = SubjectId::placeholder(kit::entropy::bytes()?);
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
