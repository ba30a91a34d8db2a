//! Everything that an erasure will write, made before its transaction.

use std::collections::BTreeMap;

use crate::anonymization::Staying;
use crate::declarations::Declarations;
use crate::door::Caller;
use crate::keys::Keyring;
use crate::problem::Problem;
use crate::runs::Run;
use crate::sealing::{self, Record};
use domain::collection::RecordErasure;
use domain::erasure::CollectionPlan;
use store::receipts::{Occasion, Receipt};
use store::records::RecordRow;
use store::requests::Request;
use store::{Processing, Sql};

use super::held::Held;
use super::plan::{plugins, with_rules};
use super::{RanPlugin, erased, records_of};

/// What an erasure will write.
pub struct Prepared {
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
    /// The holds, and the collections whose records of the subject they keep.
    pub(super) held: Held,
    /// What stays, under a placeholder.
    pub(super) staying: Option<Staying>,
}

impl Prepared {
    /// Reads what there is, runs the plugins and seals what stays. Nothing is changed yet.
    pub async fn make<S: Sql>(
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
        let held = Held::find(sql, scope, subject_id, &declarations, counts.keys()).await?;
        let (plans, rules) = with_rules(sql, scope, &declarations, &counts, &held).await?;
        let mut deleted = Vec::new();
        for name in counts.keys() {
            let is_whole = declarations.get(name)?.on_erase == RecordErasure::Delete;
            if is_whole && !held.keeps(name) {
                deleted.push(name.clone());
            }
        }

        let rows: Vec<RecordRow> = rows
            .into_iter()
            .filter(|row| !deleted.contains(&row.collection) && !held.keeps(&row.collection))
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
            occasion: Occasion::Request(request.request_id),
            at: crate::clock::now(),
        };
        let receipts = rules.run(sql, scope, &run, &mut records).await?;
        Ok(Self {
            revision: subject.revision,
            plans,
            plugins: plugins(&rules),
            receipts,
            deleted,
            held,
            staying: Staying::seal(scope, &declarations, records)?,
        })
    }
}
