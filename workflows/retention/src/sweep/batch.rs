//! One batch of a sweep: which records it is about, and what becomes of them.

use std::collections::{BTreeMap, BTreeSet};

use domain::retention::Decision;
use domain::{RecordId, SubjectId, SweepId};
use kit::audit::Event;
use kit::door::Caller;
use kit::problem::Problem;
use store::held_erasures;
use store::receipts::Receipt;
use store::sweeps::{Position, Sweep, SweepState, Tally};
use store::{
    Error, Processing, Sql, TenantScope, Tx, disposal as store_disposal, holds, receipts,
    retention_policies, subjects,
};

use super::disposal::{Anonymized, anonymize};
use super::{RECORDS, page};
use crate::terms::{Judged, Page, Question, Terms};

/// A record that goes, and its owner.
type Leaving = (RecordId, Option<SubjectId>);

/// A batch that was judged and prepared, and what it was prepared for.
pub(super) struct Batch {
    terms: Terms,
    /// What its records are processed for.
    processing: Processing,
    position: Position,
    tallies: BTreeMap<String, Tally>,
    revisions: BTreeMap<SubjectId, u64>,
    erased: BTreeMap<String, Vec<Leaving>>,
    anonymized: Anonymized,
    /// Of the plugins that were asked about the records, and of those that made some anonymous.
    receipts: Vec<Receipt>,
    /// The subject whose erasure the batch does, when it does one.
    erasure: Option<SubjectId>,
}

impl Batch {
    /// Judges the next records of a sweep, and prepares what becomes of them. Nothing is changed yet.
    pub(super) async fn prepare<S: Sql>(
        sql: &mut S,
        caller: &Caller,
        sweep: &Sweep,
    ) -> Result<Self, Problem> {
        let terms = Terms::find(sql, &caller.scope).await?;
        let (mut page, mut position, mut erasure) = read(sql, caller, &terms, sweep).await?;
        let mut revisions = BTreeMap::new();
        if !sweep.dry_run && page.judged.iter().any(goes) {
            // Revisions first, then the records again: who changes them later than this changes the revision.
            let owners = owners(page.judged.iter().filter(|judged| goes(judged)));
            revisions = subjects::revisions(sql, &caller.scope, &owners).await?;
            (page, position, erasure) = read(sql, caller, &terms, sweep).await?;
            // What has come meanwhile is for the next sweep.
            page.judged.retain(|judged| {
                let owner = judged.aged.record.subject_id;
                !goes(judged) || owner.is_none_or(|owner| revisions.contains_key(&owner))
            });
        }
        let Page { judged, receipts } = page;
        let mut batch = Self {
            terms,
            processing: match sweep.position {
                Position::Erasures(_) => Processing::Erasure,
                Position::Records(..) | Position::End => Processing::Any,
            },
            position,
            tallies: tallies(&judged),
            revisions,
            erased: BTreeMap::new(),
            anonymized: Anonymized::default(),
            receipts,
            erasure,
        };
        if !sweep.dry_run {
            batch.dispose(sql, caller, sweep.sweep_id, judged).await?;
        }
        Ok(batch)
    }

    /// Prepares what becomes of the records that are due.
    async fn dispose<S: Sql>(
        &mut self,
        sql: &mut S,
        caller: &Caller,
        sweep_id: SweepId,
        judged: Vec<Judged>,
    ) -> Result<(), Problem> {
        let mut staying = Vec::new();
        for judged in judged.into_iter().filter(goes) {
            let row = judged.aged.record;
            if judged.verdict.decision == Decision::Anonymize {
                staying.push(row);
            } else {
                let leaving = (row.record_id, row.subject_id);
                self.erased.entry(row.collection).or_default().push(leaving);
            }
        }
        let declarations = &self.terms.declarations;
        self.anonymized = anonymize(sql, caller, declarations, sweep_id, staying).await?;
        self.receipts.append(&mut self.anonymized.receipts);
        Ok(())
    }

    /// The sweep as it is when this batch is done.
    pub(super) fn next(&self, sweep: &Sweep) -> Sweep {
        let mut progress = sweep.progress.clone();
        for (collection, tally) in &self.tallies {
            progress.entry(collection.clone()).or_default().add(*tally);
        }
        let state = if self.position == Position::End {
            SweepState::Completed
        } else {
            SweepState::Running
        };
        Sweep {
            position: self.position.clone(),
            progress,
            state,
            changed_at: kit::clock::now(),
            ..sweep.clone()
        }
    }

    /// Writes what was prepared.
    ///
    /// # Errors
    /// [`Error::Changed`], [`Error::Missing`] or [`Error::Restricted`] when something is not as it was: the batch must
    /// be prepared again.
    pub(super) async fn write<S: Sql>(
        &self,
        tx: &mut Tx<'_, S>,
        caller: &Caller,
    ) -> Result<(), Error> {
        let scope = &caller.scope;
        if self.is_writing() {
            self.write_disposals(tx, scope).await?;
        }
        receipts::insert_many(tx, scope, &self.receipts).await?;
        kit::quotas::charge(tx, scope, &self.receipts).await
    }

    async fn write_disposals<S: Sql>(
        &self,
        tx: &mut Tx<'_, S>,
        scope: &TenantScope,
    ) -> Result<(), Error> {
        holds::respect(tx, scope).await?;
        let in_force = retention_policies::list(tx, scope).await?;
        let same = in_force
            .iter()
            .map(|version| (version.policy_id, &version.policy))
            .eq(self.terms.policies.iter().map(|(id, policy)| (*id, policy)));
        if !same || holds::active(tx, scope).await? != self.terms.holds {
            return Err(Error::Changed { what: "terms" });
        }
        subjects::bump_from(tx, scope, &self.revisions).await?;
        let processing = self.processing;
        self.anonymized.write(tx, scope, processing).await?;
        for (collection, leaving) in &self.erased {
            let deleted =
                store_disposal::delete_many(tx, scope, processing, collection, leaving).await?;
            if u64::try_from(leaving.len()) != Ok(deleted) {
                return Err(Error::Changed { what: "record" });
            }
        }
        let owners = self.revisions.keys().copied().chain(self.erasure);
        let owners: Vec<SubjectId> = owners.collect();
        store_disposal::erase_vacant(tx, scope, &owners).await?;
        if let Some(subject) = self.erasure {
            held_erasures::strike(tx, scope, subject).await?;
        }
        Ok(())
    }

    /// Leaves evidence of what was written.
    pub(super) async fn note<S: Sql>(
        &self,
        tx: &mut Tx<'_, S>,
        caller: &Caller,
        sweep_id: SweepId,
    ) -> Result<(), Problem> {
        if !self.is_writing() {
            return Ok(());
        }
        let sum = |of: fn(&Tally) -> u64| self.tallies.values().map(of).sum();
        // The object is the sweep: no row names a record with its subject.
        Event::new("retention-sweep.disposed", "retention-sweep", &sweep_id)
            .count("erased", sum(|tally| tally.erased))
            .count("anonymized", sum(|tally| tally.anonymized))
            .append(tx, caller)
            .await
    }

    fn is_writing(&self) -> bool {
        !self.erased.is_empty() || !self.anonymized.is_empty() || self.erasure.is_some()
    }
}

/// Judges the next records of a sweep, and tells where it stands after them, and whose erasure is whole then.
async fn read<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    terms: &Terms,
    sweep: &Sweep,
) -> Result<(Page, Position, Option<SubjectId>), Problem> {
    match &sweep.position {
        Position::Erasures(after) => erasure(sql, caller, terms, sweep, *after).await,
        Position::Records(collection, after) => {
            let (page, position) = records(sql, caller, terms, sweep, collection, *after).await?;
            Ok((page, position, None))
        }
        Position::End => Ok((Page::default(), Position::End, None)),
    }
}

fn question(sweep: &Sweep) -> Question {
    Question {
        sweep_id: sweep.sweep_id,
        as_of: sweep.as_of,
    }
}

/// Whether a record does not stay as it is.
fn goes(judged: &Judged) -> bool {
    let decision = judged.verdict.decision;
    matches!(decision, Decision::Erase | Decision::Anonymize)
}

/// Whose records these are, each once.
fn owners<'a>(judged: impl Iterator<Item = &'a Judged>) -> Vec<SubjectId> {
    let owners: BTreeSet<SubjectId> = judged
        .filter_map(|judged| judged.aged.record.subject_id)
        .collect();
    owners.into_iter().collect()
}

/// Judges the records of the next subject whose erasure a hold kept from being whole.
async fn erasure<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    terms: &Terms,
    sweep: &Sweep,
    after: Option<SubjectId>,
) -> Result<(Page, Position, Option<SubjectId>), Problem> {
    let scope = &caller.scope;
    let Some(held) = held_erasures::next(sql, scope, after).await? else {
        return Ok((Page::default(), first_collection(terms, None), None));
    };
    let subject = held.subject_id;
    let asked = Some((held.request_id, held.at));
    let mut aged = BTreeMap::<String, Vec<_>>::new();
    for record in store_disposal::list_aged_by_subject(sql, scope, subject).await? {
        let collection = record.record.collection.clone();
        aged.entry(collection).or_default().push(record);
    }
    let mut all = Page::default();
    for (name, records) in aged {
        let page = terms
            .judge(sql, scope, &name, records, asked, question(sweep))
            .await?;
        all.judged.extend(page.judged);
        all.receipts.extend(page.receipts);
    }
    let is_whole = all
        .judged
        .iter()
        .all(|judged| judged.verdict.decision != Decision::Keep);
    let done = (is_whole && !sweep.dry_run).then_some(subject);
    Ok((all, Position::Erasures(Some(subject)), done))
}

/// Judges the next records of a collection, but for those whose subject's erasure is not whole: they have been judged.
async fn records<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    terms: &Terms,
    sweep: &Sweep,
    collection: &str,
    after: Option<RecordId>,
) -> Result<(Page, Position), Problem> {
    let scope = &caller.scope;
    let mut page = page(sql, scope, terms, collection, after, question(sweep)).await?;
    let judged = &mut page.judged;
    let is_full = u32::try_from(judged.len()).is_ok_and(|read| read >= RECORDS);
    let last = judged.last().map(|judged| judged.aged.record.record_id);
    let position = if is_full {
        Position::Records(collection.to_owned(), last)
    } else {
        first_collection(terms, Some(collection))
    };
    let owners = owners(judged.iter().filter(|judged| judged.is_due()));
    let held = held_erasures::among(sql, scope, &owners).await?;
    judged.retain(|judged| {
        let owner = judged.aged.record.subject_id;
        owner.is_none_or(|owner| !held.contains(&owner))
    });
    Ok((page, position))
}

/// Where the first collection after one begins.
fn first_collection(terms: &Terms, after: Option<&str>) -> Position {
    let mut names = terms
        .declarations
        .iter()
        .map(|collection| collection.name.as_str());
    let next = names.find(|name| after.is_none_or(|after| *name > after));
    next.map_or(Position::End, |name| {
        Position::Records(name.to_owned(), None)
    })
}

fn tallies(judged: &[Judged]) -> BTreeMap<String, Tally> {
    let mut tallies = BTreeMap::<String, Tally>::new();
    for one in judged.iter().filter(|judged| judged.is_due()) {
        let tally = tallies
            .entry(one.aged.record.collection.clone())
            .or_default();
        let count = match one.verdict.decision {
            Decision::Erase => &mut tally.erased,
            Decision::Anonymize => &mut tally.anonymized,
            Decision::Review => &mut tally.review,
            Decision::Keep => &mut tally.held_back,
        };
        *count += 1;
    }
    tallies
}
