//! What becomes of one record, and why.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::{Disposal, Hold, Moments, Policy, Rule, ends};
use crate::collection::{Collection, RecordErasure, Retention, RetentionStart};
use crate::{HoldId, KeepGround, PolicyId, RequestId};

/// All that is said about the records of one collection.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// For how long they may be kept; the declaration's comes first.
    pub limits: Vec<Limit>,
    /// For how long they must be kept.
    pub minimums: Vec<Minimum>,
    /// The plugins that are asked about them.
    pub advisors: Vec<Advisor>,
    /// What an erasure that the subject asked for does to them.
    pub on_erasure: Disposal,
}

/// For how long records may be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// Who says so.
    pub source: Source,
    /// For how long, and counted from when.
    pub retention: Retention,
    /// Whether it is counted from the end of the year.
    pub from_year_end: bool,
    /// What becomes of them.
    pub then: Disposal,
}

/// For how long records must be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Minimum {
    /// The policy.
    pub policy_id: PolicyId,
    /// The law.
    pub law: String,
    /// For how long, and counted from when.
    pub retention: Retention,
    /// Whether it is counted from the end of the year.
    pub from_year_end: bool,
}

/// A plugin that is asked about records, for a policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Advisor {
    /// The policy.
    pub policy_id: PolicyId,
    /// The name of the policy.
    pub name: String,
    /// The name of the plugin.
    pub plugin: String,
    /// What it is told besides the records.
    pub parameters: Map<String, Json>,
}

/// What an advisor proposes for a record. Laws, holds and restrictions win over it, and a declaration
/// that lets the record be kept for less time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The policy that the plugin was asked for.
    pub policy_id: PolicyId,
    /// The name of the policy.
    pub name: String,
    /// When it is due.
    pub at: Timestamp,
    /// What becomes of it then.
    pub then: Disposal,
    /// Why, as the plugin says.
    pub why: String,
}

/// Who limits how long records are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The declaration of the collection.
    Declaration,
    /// A policy, with its name.
    Policy(PolicyId, String),
}

/// What a verdict rests on.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The record's times.
    pub moments: Moments<'a>,
    /// Whether it belongs to a placeholder: it was anonymized.
    pub is_anonymized: bool,
    /// The holds that cover it.
    pub holds: &'a [&'a Hold],
    /// Whether its processing is restricted: nothing but storing it is allowed (Art. 18(2) GDPR).
    pub is_restricted: bool,
    /// The erasure that its subject asked for and a hold kept from being done, and when.
    pub erasure: Option<(RequestId, Timestamp)>,
    /// What plugins propose for it.
    pub proposals: &'a [Proposal],
}

/// What becomes of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What becomes of it now.
    pub decision: Decision,
    /// Since when it is due, or until when it is kept; `None` while that cannot be told.
    pub at: Option<Timestamp>,
    /// Every reason.
    pub reasons: Vec<Reason>,
    /// Whether it has fallen due and is kept all the same, by a law, a hold or a restriction.
    pub is_held_back: bool,
}

/// What becomes of a record now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// It is kept.
    Keep,
    /// It goes.
    Erase,
    /// It is anonymized by the rules of its collection.
    Anonymize,
    /// A human decides.
    Review,
}

/// A reason of a verdict.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Reason {
    /// The declaration of the collection.
    Declaration,
    /// A policy.
    Policy {
        /// Its id.
        policy_id: PolicyId,
        /// Its name.
        name: String,
    },
    /// A plugin, asked for a policy.
    Plugin {
        /// The policy.
        policy_id: PolicyId,
        /// Its name.
        name: String,
        /// What the plugin says.
        why: String,
    },
    /// A law demands that it is kept.
    Minimum {
        /// The policy that names it.
        policy_id: PolicyId,
        /// The law.
        law: String,
    },
    /// A legal hold.
    Hold {
        /// Its id.
        hold_id: HoldId,
        /// The ground.
        ground: KeepGround,
    },
    /// Its processing is restricted (Art. 18 GDPR).
    Restriction,
    /// An erasure that the subject asked for and a hold kept from being done.
    Erasure {
        /// The request.
        request_id: RequestId,
    },
}

impl Rules {
    /// What the declaration of a collection and the policies that are about it say.
    pub fn of<'a>(
        collection: &Collection,
        policies: impl IntoIterator<Item = (PolicyId, &'a Policy)>,
    ) -> Self {
        let declared = Limit {
            source: Source::Declaration,
            retention: collection.retention.clone(),
            from_year_end: false,
            then: disposal(collection),
        };
        let mut rules = Self {
            limits: vec![declared],
            minimums: Vec::new(),
            advisors: Vec::new(),
            on_erasure: disposal(collection),
        };
        for (policy_id, policy) in policies {
            if !policy.applies_to(collection) {
                continue;
            }
            match &policy.rule {
                Rule::Limit { term, then } => rules.limits.push(Limit {
                    source: Source::Policy(policy_id, policy.name.clone()),
                    retention: term.retention.clone(),
                    from_year_end: term.from_year_end,
                    then: rules.possible(*then),
                }),
                Rule::Minimum { term, law } => rules.minimums.push(Minimum {
                    policy_id,
                    law: law.clone(),
                    retention: term.retention.clone(),
                    from_year_end: term.from_year_end,
                }),
                Rule::Plugin { plugin, parameters } => rules.advisors.push(Advisor {
                    policy_id,
                    name: policy.name.clone(),
                    plugin: plugin.clone(),
                    parameters: parameters.clone(),
                }),
            }
        }
        rules
    }

    /// What can become of a record: without rules for its fields, nothing of an anonymized one would be left.
    const fn possible(&self, then: Disposal) -> Disposal {
        match then {
            Disposal::Anonymize => self.on_erasure,
            other => other,
        }
    }

    /// The latest time at which a record can have been made that has fallen due by `now`; `None`
    /// when records of any age can have.
    ///
    /// Months differ by up to three days, so it is up to four days late: whoever looks at the
    /// records of before still asks for the verdict of each.
    pub fn made_before(&self, now: Timestamp) -> Option<Timestamp> {
        if !self.advisors.is_empty() {
            return None;
        }
        let of = |limit: &Limit| match limit.retention.from {
            RetentionStart::Field(_) => None,
            RetentionStart::Created | RetentionStart::Changed => {
                let zoned = now.to_zoned(jiff::tz::TimeZone::UTC);
                let earlier = zoned.checked_sub(limit.retention.keep_for);
                let earlier = earlier.map_or(Timestamp::MIN, |zoned| zoned.timestamp());
                Some(earlier.saturating_add(SLACK).unwrap_or(Timestamp::MAX))
            }
        };
        let all: Option<Vec<Timestamp>> = self.limits.iter().map(of).collect();
        all?.into_iter().max()
    }

    /// The fields from which retentions are counted: a verdict needs to know what they hold.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let limits = self.limits.iter().map(|limit| &limit.retention);
        let minimums = self.minimums.iter().map(|minimum| &minimum.retention);
        limits
            .chain(minimums)
            .filter_map(|retention| match &retention.from {
                RetentionStart::Field(name) => Some(name.as_str()),
                RetentionStart::Created | RetentionStart::Changed => None,
            })
    }

    /// Judges a record of the collection.
    ///
    /// Of the limits that have ended, the strictest says what becomes of it. A restriction keeps it
    /// from all but the erasure that its subject asked for.
    pub fn judge(&self, facts: &Facts<'_>, now: Timestamp) -> Verdict {
        let ended = self.ended(facts, now);
        let next = self.ends(facts).map(|(end, ..)| end).min();
        let mut reasons: Vec<Reason> = facts.holds.iter().map(|hold| hold.reason()).collect();
        if facts.is_restricted && facts.erasure.is_none() {
            reasons.push(Reason::Restriction);
        }
        let is_held = !reasons.is_empty();
        let mut kept = Some(now);
        for minimum in &self.minimums {
            let end = ends(&minimum.retention, minimum.from_year_end, &facts.moments);
            if end.is_some_and(|end| end <= now) {
                continue;
            }
            reasons.push(minimum.reason());
            kept = kept.zip(end).map(|(one, other)| one.max(other));
        }
        if !reasons.is_empty() {
            let at = kept.zip(next).map(|(kept, due)| kept.max(due));
            return Verdict {
                decision: Decision::Keep,
                at: at.filter(|_| !is_held),
                reasons,
                is_held_back: ended.is_some(),
            };
        }
        if let Some((end, then, reason)) = ended {
            return Verdict {
                decision: then.into(),
                at: Some(end),
                reasons: vec![reason],
                is_held_back: false,
            };
        }
        let first = self.ends(facts).min_by_key(|(end, ..)| *end);
        Verdict {
            decision: Decision::Keep,
            at: next,
            reasons: first.map(|(.., reason)| reason).into_iter().collect(),
            is_held_back: false,
        }
    }

    /// The strictest of the limits that have ended; of several alike, the first.
    fn ended(&self, facts: &Facts<'_>, now: Timestamp) -> Option<(Timestamp, Disposal, Reason)> {
        let ended = self.ends(facts).filter(|(end, ..)| *end <= now);
        ended.min_by_key(|(end, then, _)| (*then, *end))
    }

    /// When each limit ends. What was anonymized is not anonymized again.
    fn ends(&self, facts: &Facts<'_>) -> impl Iterator<Item = (Timestamp, Disposal, Reason)> {
        let asked = facts.erasure.map(|(request_id, at)| {
            let reason = Reason::Erasure { request_id };
            (at, self.on_erasure, reason)
        });
        let limits = self.limits.iter().filter_map(|limit| {
            let end = ends(&limit.retention, limit.from_year_end, &facts.moments)?;
            Some((end, limit.then, limit.source.reason()))
        });
        let proposals = facts.proposals.iter().map(|proposal| {
            let then = self.possible(proposal.then);
            (proposal.at, then, proposal.reason())
        });
        let is_anonymized = facts.is_anonymized;
        asked
            .into_iter()
            .chain(limits)
            .chain(proposals)
            .filter(move |(_, then, _)| !is_anonymized || *then != Disposal::Anonymize)
    }
}

/// How far apart the same span can be when it is counted forwards and backwards.
const SLACK: SignedDuration = SignedDuration::from_hours(4 * 24);

/// What becomes of the collection's records that fall due by its declaration.
const fn disposal(collection: &Collection) -> Disposal {
    match collection.on_erase {
        RecordErasure::Delete => Disposal::Erase,
        RecordErasure::Anonymize => Disposal::Anonymize,
    }
}

impl Hold {
    /// The hold as a reason.
    pub fn reason(&self) -> Reason {
        Reason::Hold {
            hold_id: self.hold_id,
            ground: self.ground,
        }
    }
}

impl Minimum {
    pub(super) fn reason(&self) -> Reason {
        Reason::Minimum {
            policy_id: self.policy_id,
            law: self.law.clone(),
        }
    }
}

impl Proposal {
    fn reason(&self) -> Reason {
        Reason::Plugin {
            policy_id: self.policy_id,
            name: self.name.clone(),
            why: self.why.clone(),
        }
    }
}

impl Source {
    pub(super) fn reason(&self) -> Reason {
        match self {
            Self::Declaration => Reason::Declaration,
            Self::Policy(policy_id, name) => Reason::Policy {
                policy_id: *policy_id,
                name: name.clone(),
            },
        }
    }
}

impl From<Disposal> for Decision {
    fn from(disposal: Disposal) -> Self {
        match disposal {
            Disposal::Erase => Self::Erase,
            Disposal::Anonymize => Self::Anonymize,
            Disposal::Review => Self::Review,
        }
    }
}
