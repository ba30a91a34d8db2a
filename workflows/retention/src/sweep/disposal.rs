//! Records that a sweep makes anonymous, by the same rules as an erasure.

use std::collections::BTreeMap;

use domain::{RecordId, SubjectId, SweepId};
use kit::anonymization::{Rules, Staying};
use kit::declarations::Declarations;
use kit::door::Caller;
use kit::keys::Keyring;
use kit::problem::Problem;
use kit::runs::Run;
use kit::sealing::{self, Record};
use store::receipts::{Occasion, Receipt};
use store::records::RecordRow;
use store::{Error, Processing, Sql, TenantScope, Tx, disposal, records, subject_keys, subjects};

/// Records as they will be, under placeholders.
#[derive(Default)]
pub(super) struct Anonymized {
    /// One for each run.
    pub(super) receipts: Vec<Receipt>,
    staying: Vec<Staying>,
    /// Whose they were, by collection: the blind index forgets them.
    were: BTreeMap<String, Vec<(RecordId, Option<SubjectId>)>>,
}

/// Runs the plugins over records that are to stay, and seals them anew: those of one subject under one placeholder.
pub(super) async fn anonymize<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    declarations: &Declarations,
    sweep_id: SweepId,
    rows: Vec<RecordRow>,
) -> Result<Anonymized, Problem> {
    if rows.is_empty() {
        return Ok(Anonymized::default());
    }
    let scope = &caller.scope;
    let mut were = BTreeMap::<String, Vec<_>>::new();
    for row in &rows {
        let of = were.entry(row.collection.clone()).or_default();
        of.push((row.record_id, row.subject_id));
    }
    let collections = were.keys().map(|name| declarations.get(name));
    let collections = collections.collect::<Result<Vec<_>, _>>()?;
    let rules = Rules::find(sql, scope, &collections).await?;
    let owners = rows.iter().filter_map(|row| row.subject_id);
    let keys = Keyring::get(sql, scope, owners).await?;
    let mut owner_of = BTreeMap::new();
    let mut opened = BTreeMap::<String, Vec<Record>>::new();
    for record in sealing::open(scope, &keys, declarations, rows)? {
        owner_of.insert(record.record_id, record.subject_id);
        opened
            .entry(record.collection.clone())
            .or_default()
            .push(record);
    }
    let run = Run {
        occasion: Occasion::Sweep(sweep_id),
        at: kit::clock::now(),
    };
    let receipts = rules.run(sql, scope, &run, &mut opened).await?;
    let mut by_owner = BTreeMap::<_, BTreeMap<String, Vec<Record>>>::new();
    for record in opened.into_values().flatten() {
        let owner = owner_of.get(&record.record_id).copied().flatten();
        let of = by_owner.entry(owner).or_default();
        of.entry(record.collection.clone())
            .or_default()
            .push(record);
    }
    let mut staying = Vec::with_capacity(by_owner.len());
    for records in by_owner.into_values() {
        staying.extend(Staying::seal(scope, declarations, records)?);
    }
    Ok(Anonymized {
        receipts,
        staying,
        were,
    })
}

impl Anonymized {
    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.were.is_empty()
    }

    /// Puts them in the place of what they were.
    pub(super) async fn write<S: Sql>(
        &self,
        tx: &mut Tx<'_, S>,
        scope: &TenantScope,
        processing: Processing,
    ) -> Result<(), Error> {
        for staying in &self.staying {
            subjects::create_placeholder(tx, scope, staying.placeholder).await?;
            subject_keys::insert_many(tx, scope, &staying.key).await?;
            records::replace_many(tx, scope, processing, &staying.rows).await?;
        }
        for (collection, records) in &self.were {
            disposal::delete_from_index(tx, scope, collection, records).await?;
        }
        Ok(())
    }
}
