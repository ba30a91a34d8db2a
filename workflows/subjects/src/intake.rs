//! New records on their way in: checked, owned, sealed, indexed, and written all or none.

mod indexing;
mod ownership;

use std::collections::BTreeSet;
use std::fmt;

use domain::collection::Owner;
use domain::{Collection, Fields, RecordId, SubjectId};
use jiff::Timestamp;
use kit::door::Caller;
use kit::keys::Keyring;
use kit::problem::Problem;
use kit::sealing::{self, Record};
use kit::sight::Sight;
use store::blind_index::{self, Entry};
use store::collections::Declared;
use store::records::RecordRow;
use store::subject_keys::SubjectKey;
use store::{Sql, TenantScope, Tx};

use self::ownership::Owners;

/// Records that are ready to be written.
pub(crate) struct Intake {
    collection: String,
    revision: u64,
    rows: Vec<RecordRow>,
    entries: Vec<Entry>,
    new_subjects: Vec<SubjectId>,
    new_keys: Vec<SubjectKey>,
    owners: BTreeSet<SubjectId>,
}

/// How many were written.
pub(crate) struct Counts {
    /// Records.
    pub(crate) records: u64,
    /// Subjects that are new with them.
    pub(crate) subjects: u64,
}

/// Why a record cannot be added.
pub(crate) struct Refusal {
    /// Its place among those that were given.
    pub(crate) index: usize,
    /// The field.
    pub(crate) field: String,
    /// What is wrong with it.
    pub(crate) reason: Reason,
}

/// What is wrong with a field, beyond what its type says.
pub(crate) enum Reason {
    /// Another record has this value.
    Taken,
    /// A record given before has this value.
    Repeated,
    /// Nobody in this collection has this value.
    NoOwner(String),
}

impl Reason {
    /// Whether it is about what is kept already, and not about what was given.
    pub(crate) fn is_conflict(&self) -> bool {
        matches!(self, Self::Taken)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken => f.write_str("another record has this value, which must be unique"),
            Self::Repeated => f.write_str("a record before has this value, which must be unique"),
            Self::NoOwner(collection) => {
                write!(
                    f,
                    "no record of {collection} has this value: the owner is unknown"
                )
            }
        }
    }
}

/// Refuses who may not see what the refusal of a record would tell them: whose value one is already, and that somebody
/// has it.
pub(crate) async fn permitted<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    collection: &Collection,
) -> Result<(), Problem> {
    let sight = Sight::of(sql, caller).await?;
    let Owner::Reference {
        collection: of,
        key,
        ..
    } = &collection.owner
    else {
        return sight.require_to_write(collection, None);
    };
    let owners = crate::collections::get(sql, &caller.scope, of.as_str()).await?;
    sight.require_to_write(collection, Some((&owners.collection, key)))
}

impl Intake {
    /// Prepares records, or says which cannot be added.
    pub(crate) async fn prepare<S: Sql>(
        sql: &mut S,
        scope: &TenantScope,
        declared: Declared,
        records: Vec<Fields>,
        at: Timestamp,
    ) -> Result<Result<Self, Vec<Refusal>>, Problem> {
        let Declared {
            collection,
            revision,
            ..
        } = declared;
        let index = indexing::index(scope, &collection, &records)?;
        let mut refusals = indexing::repeated(&index);
        refusals.extend(indexing::taken(sql, scope, &index).await?);
        let owners = match ownership::find(sql, scope, &collection, &records, at).await? {
            Ok(owners) => owners,
            Err(unknown) => {
                refusals.extend(unknown);
                Owners::default()
            }
        };
        if !refusals.is_empty() {
            return Ok(Err(refusals));
        }

        let mut keys = Keyring::make(scope, &owners.new)?;
        let new_keys = keys.rows();
        keys.extend(Keyring::get(sql, scope, owners.known.iter().copied()).await?);
        let name = collection.name.to_string();
        let record = |entropy| RecordId::generate(at, entropy);
        let ids = kit::entropy::ascending(records.len(), record)?;
        let clear: Vec<Record> = ids
            .into_iter()
            .zip(records.into_iter().zip(owners.of_each))
            .map(|(record_id, (fields, subject_id))| Record {
                record_id,
                collection: name.clone(),
                subject_id,
                fields,
            })
            .collect();
        let rows = sealing::seal(scope, &keys, &collection.into(), &clear)?;
        Ok(Ok(Self {
            entries: indexing::entries(&name, index, &rows),
            collection: name,
            revision,
            rows,
            new_subjects: owners.new,
            new_keys,
            owners: owners.known,
        }))
    }

    /// The id of the first record.
    pub(crate) fn first(&self) -> Option<RecordId> {
        self.rows.first().map(|row| row.record_id)
    }

    /// How many there are.
    pub(crate) fn counts(&self) -> Counts {
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        Counts {
            records: count(self.rows.len()),
            subjects: count(self.new_subjects.len()),
        }
    }

    /// Writes them.
    pub(crate) async fn write<S: Sql>(
        &self,
        tx: &mut Tx<'_, S>,
        scope: &TenantScope,
        at: Timestamp,
    ) -> Result<Counts, Problem> {
        // They were sealed by the rules of this declaration.
        store::collections::hold(tx, scope).await?;
        let declared = crate::collections::get(tx, scope, &self.collection).await?;
        if declared.revision != self.revision {
            return Err(changed("the collection was replaced meanwhile"));
        }
        store::subjects::create_many(tx, scope, &self.new_subjects, at).await?;
        store::subject_keys::insert_many(tx, scope, &self.new_keys).await?;
        let owners: Vec<SubjectId> = self.owners.iter().copied().collect();
        store::subjects::bump_revision(tx, scope, &owners)
            .await
            .map_err(|error| match error {
                store::Error::Missing { .. } => changed("an owner was erased meanwhile"),
                other => other.into(),
            })?;
        store::records::insert_many(tx, scope, &self.rows).await?;
        blind_index::insert_many(tx, scope, &self.entries).await?;
        Ok(self.counts())
    }
}

fn changed(what: &str) -> Problem {
    Problem::conflict("changed-meanwhile", what)
}
