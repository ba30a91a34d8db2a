//! All that is in force about retention in a tenant, and the judgment of records by it.

use std::collections::BTreeSet;

use domain::retention::{Decision, Facts, Hold, Moments, Policy, Rules, Verdict};
use domain::{PolicyId, RequestId, SweepId};
use jiff::Timestamp;
use kit::declarations::Declarations;
use kit::keys::Keyring;
use kit::problem::Problem;
use kit::sealing::{self, Record};
use store::disposal::Aged;
use store::receipts::Receipt;
use store::{Sql, TenantScope};

use crate::advice::Advisors;

/// The terms of a tenant.
pub(crate) struct Terms {
    /// What it keeps.
    pub(crate) declarations: Declarations,
    /// Its policies.
    pub(crate) policies: Vec<(PolicyId, Policy)>,
    /// Its holds.
    pub(crate) holds: Vec<Hold>,
}

/// Records of one collection, judged.
#[derive(Default)]
pub(crate) struct Page {
    /// The records, in their order.
    pub(crate) judged: Vec<Judged>,
    /// Of the plugins that were asked about them.
    pub(crate) receipts: Vec<Receipt>,
}

/// For what and as of when records are judged.
#[derive(Clone, Copy)]
pub(crate) struct Question {
    /// The sweep, or what stands for it in a preview.
    pub(crate) sweep_id: SweepId,
    /// As of when.
    pub(crate) as_of: Timestamp,
}

/// A record and what becomes of it.
pub(crate) struct Judged {
    /// The record.
    pub(crate) aged: Aged,
    /// What becomes of it.
    pub(crate) verdict: Verdict,
}

impl Terms {
    /// What is in force now.
    pub(crate) async fn find<S: Sql>(sql: &mut S, scope: &TenantScope) -> Result<Self, Problem> {
        Ok(Self {
            declarations: Declarations::all(sql, scope).await?,
            policies: policies(sql, scope).await?,
            holds: store::holds::active(sql, scope).await?,
        })
    }

    /// What is said about the records of a collection.
    pub(crate) fn rules(&self, collection: &str) -> Result<Rules, Problem> {
        let collection = self.declarations.get(collection)?;
        let policies = self.policies.iter().map(|(id, policy)| (*id, policy));
        Ok(Rules::of(collection, policies))
    }

    /// Judges records of one collection. `erasure` is what their subject asked for and a hold kept from being done.
    pub(crate) async fn judge<S: Sql>(
        &self,
        sql: &mut S,
        scope: &TenantScope,
        name: &str,
        records: Vec<Aged>,
        erasure: Option<(RequestId, Timestamp)>,
        question: Question,
    ) -> Result<Page, Problem> {
        let (collection, rules) = (self.declarations.get(name)?, self.rules(name)?);
        let advisors = Advisors::find(sql, scope, collection, &rules.advisors).await?;
        let wanted: BTreeSet<&str> = rules.fields().chain(advisors.fields()).collect();
        let opened = self.open(sql, scope, &records, &wanted).await?;
        let advice = advisors
            .ask(sql, scope, &records, &opened, question)
            .await?;
        let mut proposals = advice.proposals.into_iter();
        let mut opened = opened.into_iter();
        let mut judged = Vec::with_capacity(records.len());
        for aged in records {
            let fields = opened
                .next()
                .map(|record| record.fields)
                .unwrap_or_default();
            let proposals = proposals.next().unwrap_or_default();
            let subject = aged.record.subject_id;
            let holds: Vec<&Hold> = self
                .holds
                .iter()
                .filter(|hold| hold.covers(collection, subject))
                .collect();
            let created = aged.record.record_id.created_at();
            let facts = Facts {
                moments: Moments {
                    // An id that does not tell its age is that of no record that Lethe made.
                    created: created.unwrap_or(question.as_of),
                    changed: aged.changed_at,
                    fields: &fields,
                },
                is_anonymized: subject.is_none_or(|subject| subject.is_placeholder()),
                holds: &holds,
                is_restricted: aged.is_restricted,
                erasure,
                proposals: &proposals,
            };
            let verdict = rules.judge(&facts, question.as_of);
            judged.push(Judged { aged, verdict });
        }
        Ok(Page {
            judged,
            receipts: advice.receipts,
        })
    }

    /// What records hold in these fields, and nothing else of them.
    async fn open<S: Sql>(
        &self,
        sql: &mut S,
        scope: &TenantScope,
        records: &[Aged],
        wanted: &BTreeSet<&str>,
    ) -> Result<Vec<Record>, Problem> {
        let mut rows: Vec<_> = records.iter().map(|aged| aged.record.clone()).collect();
        for row in &mut rows {
            row.sealed
                .retain(|(name, _)| wanted.contains(name.as_str()));
        }
        let sealed = rows.iter().filter(|row| !row.sealed.is_empty());
        let keys = Keyring::get(sql, scope, sealed.filter_map(|row| row.subject_id)).await?;
        sealing::open(scope, &keys, &self.declarations, rows)
    }
}

/// The policies in force.
pub(crate) async fn policies<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
) -> Result<Vec<(PolicyId, Policy)>, Problem> {
    let found = store::retention_policies::list(sql, scope).await?;
    let pair = |version: store::retention_policies::Version| (version.policy_id, version.policy);
    Ok(found.into_iter().map(pair).collect())
}

impl Judged {
    /// Whether it is due, held back or not.
    pub(crate) fn is_due(&self) -> bool {
        self.verdict.decision != Decision::Keep || self.verdict.is_held_back
    }
}
