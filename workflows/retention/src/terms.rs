//! All that is in force about retention in a tenant, and the judgment of records by it.

use std::collections::BTreeSet;

use domain::retention::{Decision, Facts, Hold, Moments, Policy, Rules, Verdict};
use domain::{Fields, PolicyId, RequestId};
use jiff::Timestamp;
use kit::declarations::Declarations;
use kit::keys::Keyring;
use kit::problem::Problem;
use kit::sealing;
use store::disposal::Aged;
use store::{Sql, TenantScope};

/// The terms of a tenant.
pub(crate) struct Terms {
    /// What it keeps.
    pub(crate) declarations: Declarations,
    /// Its policies.
    pub(crate) policies: Vec<(PolicyId, Policy)>,
    /// Its holds.
    pub(crate) holds: Vec<Hold>,
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
        as_of: Timestamp,
    ) -> Result<Vec<Judged>, Problem> {
        let (collection, rules) = (self.declarations.get(name)?, self.rules(name)?);
        let wanted: BTreeSet<&str> = rules.fields().collect();
        let mut fields = self.open(sql, scope, &records, &wanted).await?.into_iter();
        let mut judged = Vec::with_capacity(records.len());
        for aged in records {
            let fields = fields.next().unwrap_or_default();
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
                    created: created.unwrap_or(as_of),
                    changed: aged.changed_at,
                    fields: &fields,
                },
                is_anonymized: subject.is_none_or(|subject| subject.is_placeholder()),
                holds: &holds,
                is_restricted: aged.is_restricted,
                erasure,
            };
            let verdict = rules.judge(&facts, as_of);
            judged.push(Judged { aged, verdict });
        }
        Ok(judged)
    }

    /// What records hold in these fields, and nothing else of them.
    async fn open<S: Sql>(
        &self,
        sql: &mut S,
        scope: &TenantScope,
        records: &[Aged],
        wanted: &BTreeSet<&str>,
    ) -> Result<Vec<Fields>, Problem> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let mut rows: Vec<_> = records.iter().map(|aged| aged.record.clone()).collect();
        for row in &mut rows {
            row.sealed
                .retain(|(name, _)| wanted.contains(name.as_str()));
        }
        let sealed = rows.iter().filter(|row| !row.sealed.is_empty());
        let keys = Keyring::get(sql, scope, sealed.filter_map(|row| row.subject_id)).await?;
        let opened = sealing::open(scope, &keys, &self.declarations, rows)?;
        Ok(opened.into_iter().map(|record| record.fields).collect())
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
