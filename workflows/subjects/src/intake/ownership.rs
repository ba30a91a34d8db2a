//! Whom new records are about.

use std::collections::BTreeSet;

use domain::collection::Owner;
use domain::{Collection, Fields, SubjectId};
use jiff::Timestamp;
use kit::index;
use kit::problem::Problem;
use store::{Sql, TenantScope, blind_index};

use super::{Reason, Refusal};

/// The subjects of new records.
#[derive(Default)]
pub(super) struct Owners {
    /// The subject of each record, in order.
    pub(super) of_each: Vec<Option<SubjectId>>,
    /// Those that are new.
    pub(super) new: Vec<SubjectId>,
    /// Those that were there before.
    pub(super) known: BTreeSet<SubjectId>,
}

/// Makes or finds the subject of each record, or says whose owner is unknown.
pub(super) async fn find<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    collection: &Collection,
    records: &[Fields],
    at: Timestamp,
) -> Result<Result<Owners, Vec<Refusal>>, Problem> {
    match &collection.owner {
        Owner::None => Ok(Ok(Owners {
            of_each: vec![None; records.len()],
            ..Owners::default()
        })),
        Owner::Subject => {
            let subject = |entropy| SubjectId::generate(at, entropy);
            let new = kit::entropy::ascending(records.len(), subject)?;
            let of_each = new.iter().copied().map(Some).collect();
            Ok(Ok(Owners {
                of_each,
                new,
                known: BTreeSet::new(),
            }))
        }
        Owner::Reference {
            field,
            collection,
            key,
        } => {
            let reference = Reference {
                field,
                collection: collection.as_str(),
                key,
            };
            reference.resolve(sql, scope, records).await
        }
    }
}

struct Reference<'a> {
    field: &'a str,
    collection: &'a str,
    key: &'a str,
}

impl Reference<'_> {
    /// Finds owners by the blind index of their key, so that no record of theirs is opened.
    async fn resolve<S: Sql>(
        &self,
        sql: &mut S,
        scope: &TenantScope,
        records: &[Fields],
    ) -> Result<Result<Owners, Vec<Refusal>>, Problem> {
        let given = records.iter().enumerate().filter_map(|(place, fields)| {
            fields
                .get(self.field)
                .map(|value| (place, index::normal_form(value)))
        });
        let (places, values): (Vec<usize>, Vec<String>) = given.unzip();
        // Thousands of time sheets can be of a dozen people.
        let distinct: Vec<String> = values
            .iter()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .cloned()
            .collect();
        let digests = index::digests(scope, self.collection, self.key, &distinct)?;
        let found =
            blind_index::find_owners(sql, scope, self.collection, self.key, &digests).await?;

        let mut owners = Owners {
            of_each: vec![None; records.len()],
            ..Owners::default()
        };
        let mut refusals = Vec::new();
        for (place, value) in places.into_iter().zip(&values) {
            let digest = distinct
                .binary_search(value)
                .ok()
                .and_then(|at| digests.get(at));
            let subject = digest.and_then(|digest| found.get(digest)).copied();
            match (subject, owners.of_each.get_mut(place)) {
                (Some(subject), Some(owner)) => {
                    *owner = Some(subject);
                    owners.known.insert(subject);
                }
                _ => refusals.push(Refusal {
                    index: place,
                    field: self.field.to_owned(),
                    reason: Reason::NoOwner(self.collection.to_owned()),
                }),
            }
        }
        Ok(if refusals.is_empty() {
            Ok(owners)
        } else {
            Err(refusals)
        })
    }
}
