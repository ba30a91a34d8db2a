//! What is said about the same data and does not agree, or has no effect.

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Hold, Limit, Policy, Reason, Rules};
use crate::PolicyId;
use crate::collection::{Collection, Retention, RetentionStart};

/// Two things that do not agree, or one that has no effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// The collection; absent when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collection: Option<String>,
    /// What is wrong.
    pub conflict: ConflictKind,
    /// What does not get its way.
    pub loses: Reason,
    /// What wins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wins: Option<Reason>,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConflictKind {
    /// Records may be kept for less time than a law demands: the law wins.
    LimitBelowMinimum,
    /// A policy lets records be kept for longer than their declaration does: the declaration wins.
    LimitBeyondDeclaration,
    /// A hold keeps records that may fall due: the hold wins.
    Held,
    /// A policy is counted from a field that the collection does not have: it never ends.
    UnknownField,
    /// A policy is about no collection that there is.
    AppliesToNothing,
}

/// Lists the conflicts among declarations, policies and holds, in the order of the collections.
pub fn conflicts<'a>(
    collections: impl IntoIterator<Item = &'a Collection>,
    policies: &[(PolicyId, Policy)],
    holds: &[Hold],
) -> Vec<Conflict> {
    let mut found = Vec::new();
    let mut idle: Vec<&(PolicyId, Policy)> = policies.iter().collect();
    for collection in collections {
        idle.retain(|(_, policy)| !policy.applies_to(collection));
        let rules = Rules::of(
            collection,
            policies.iter().map(|(id, policy)| (*id, policy)),
        );
        let mut add = |conflict, loses, wins| {
            found.push(Conflict {
                collection: Some(collection.name.to_string()),
                conflict,
                loses,
                wins,
            });
        };
        for limit in &rules.limits {
            for minimum in rules.minimums.iter().filter(|minimum| {
                is_longer(
                    (&minimum.retention, minimum.from_year_end),
                    (&limit.retention, limit.from_year_end),
                )
            }) {
                let kind = ConflictKind::LimitBelowMinimum;
                add(kind, limit.source.reason(), Some(minimum.reason()));
            }
        }
        for limit in rules.limits.iter().skip(1) {
            beyond(&rules, limit, &mut add);
        }
        let counted = rules.limits.iter().map(|limit| {
            let reason = limit.source.reason();
            (&limit.retention, reason)
        });
        let kept = rules.minimums.iter();
        let kept = kept.map(|minimum| (&minimum.retention, minimum.reason()));
        for (retention, reason) in counted.chain(kept) {
            if let RetentionStart::Field(name) = &retention.from
                && collection.field(name).is_none()
            {
                add(ConflictKind::UnknownField, reason, None);
            }
        }
        for hold in holds {
            // Of a hold on one subject only its records tell whether they are in the collection.
            if hold.covers(collection, hold.subject_id) && !is_elsewhere(hold, collection) {
                let loses = Reason::Declaration;
                add(ConflictKind::Held, loses, Some(hold.reason()));
            }
        }
    }
    found.extend(idle.into_iter().map(|(policy_id, policy)| Conflict {
        collection: None,
        conflict: ConflictKind::AppliesToNothing,
        loses: Reason::Policy {
            policy_id: *policy_id,
            name: policy.name.clone(),
        },
        wins: None,
    }));
    found
}

/// Records of a collection without owners are no subject's.
fn is_elsewhere(hold: &Hold, collection: &Collection) -> bool {
    hold.subject_id.is_some() && collection.owner == crate::collection::Owner::None
}

fn beyond(
    rules: &Rules,
    limit: &Limit,
    add: &mut impl FnMut(ConflictKind, Reason, Option<Reason>),
) {
    let Some(declared) = rules.limits.first() else {
        return;
    };
    let longer = is_longer(
        (&limit.retention, limit.from_year_end),
        (&declared.retention, declared.from_year_end),
    );
    if longer {
        let kind = ConflictKind::LimitBeyondDeclaration;
        add(kind, limit.source.reason(), Some(Reason::Declaration));
    }
}

/// Whether one retention ends after another that begins alike. Of two that begin otherwise, only the
/// records tell.
fn is_longer(one: (&Retention, bool), other: (&Retention, bool)) -> bool {
    if one.0.from != other.0.from {
        return false;
    }
    let end = |(retention, from_year_end): (&Retention, bool)| {
        let year = if from_year_end {
            Span::new().years(1)
        } else {
            Span::new()
        };
        let start = Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC);
        let end = start
            .checked_add(year)
            .and_then(|at| at.checked_add(retention.keep_for));
        end.map_or(Timestamp::MAX, |at| at.timestamp())
    };
    end(one) > end(other)
}
