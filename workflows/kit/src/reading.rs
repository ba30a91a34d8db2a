//! Records on their way out, held to the purpose of the call (Art. 5(1)(b) GDPR).
//!
//! A call names its purpose in the header `lethe-purpose` and then sees what is processed for it, and where
//! that rests on consent, of subjects who agreed. Without the header it sees all but purpose-limited
//! collections. The rule is [`domain::purpose::permits`]; this is the one place that applies it, and the only
//! way on which workflows show records.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use domain::purpose::permits;
use domain::{LawfulBasis, SubjectId};
use store::Sql;
use store::records::RecordRow;

use crate::declarations::Declarations;
use crate::door::Caller;
use crate::keys::Keyring;
use crate::problem::Problem;
use crate::sealing::{self, Record};

/// Records that a call may see, still sealed.
pub struct Reading {
    declarations: Declarations,
    rows: Vec<RecordRow>,
    keys: Keyring,
    purpose: Option<String>,
    agreed: HashSet<SubjectId>,
}

impl Reading {
    /// Keeps of these rows what the call may see, and gets the keys to open it.
    pub async fn of<S: Sql>(
        sql: &mut S,
        caller: &Caller,
        declarations: Declarations,
        rows: Vec<RecordRow>,
    ) -> Result<Self, Problem> {
        let mut reading = Self {
            declarations,
            rows: Vec::with_capacity(rows.len()),
            keys: Keyring::default(),
            purpose: caller.purpose.clone(),
            agreed: HashSet::new(),
        };
        reading.agreed = reading.agreed(sql, caller, &rows).await?;
        for row in rows {
            reading.rows.extend(reading.limited(row)?);
        }
        let sealed = reading.rows.iter().filter(|row| !row.sealed.is_empty());
        let subjects = sealed.filter_map(|row| row.subject_id);
        reading.keys = Keyring::get(sql, &caller.scope, subjects).await?;
        Ok(reading)
    }

    /// How many records the call sees.
    pub fn count(&self) -> u64 {
        self.rows.len() as u64
    }

    /// Opens them.
    pub fn open(self, caller: &Caller) -> Result<Vec<Record>, Problem> {
        let Self {
            declarations,
            rows,
            keys,
            purpose,
            agreed,
        } = self;
        let mut records = sealing::open(&caller.scope, &keys, &declarations, rows)?;
        for record in &mut records {
            let visible = visible(
                &declarations,
                purpose.as_deref(),
                &agreed,
                &record.collection,
                record.subject_id,
            )?;
            record
                .fields
                .retain(|name, _| visible.contains(name.as_str()));
        }
        Ok(records)
    }

    /// The subjects of these rows who agreed to the purpose, as far as anything rests on that.
    async fn agreed<S: Sql>(
        &self,
        sql: &mut S,
        caller: &Caller,
        rows: &[RecordRow],
    ) -> Result<HashSet<SubjectId>, Problem> {
        let Some(purpose) = &self.purpose else {
            return Ok(HashSet::new());
        };
        let rests = |field: &domain::Field| {
            field.purpose == *purpose && field.lawful_basis == LawfulBasis::Consent
        };
        let rests = |name: &str| {
            let collection = self.declarations.get(name);
            collection.map(|collection| collection.fields.iter().any(rests))
        };
        let mut by_collection = BTreeMap::<&str, BTreeSet<SubjectId>>::new();
        for row in rows {
            let subjects = by_collection.entry(&row.collection).or_default();
            subjects.extend(row.subject_id);
        }
        let mut subjects = BTreeSet::new();
        for (collection, owners) in by_collection {
            if rests(collection)? {
                subjects.extend(owners);
            }
        }
        let subjects: Vec<SubjectId> = subjects.into_iter().collect();
        let (scope, now) = (&caller.scope, crate::clock::now());
        Ok(store::consents::in_force(sql, scope, purpose, &subjects, now).await?)
    }

    /// A row without the cells that the call may not see; none when it may see no field of it.
    fn limited(&self, mut row: RecordRow) -> Result<Option<RecordRow>, Problem> {
        let visible = visible(
            &self.declarations,
            self.purpose.as_deref(),
            &self.agreed,
            &row.collection,
            row.subject_id,
        )?;
        if visible.is_empty() {
            return Ok(None);
        }
        row.sealed
            .retain(|(name, _)| visible.contains(name.as_str()));
        Ok(Some(row))
    }
}

/// The names of the fields that the call may see of a subject's record.
fn visible<'a>(
    declarations: &'a Declarations,
    purpose: Option<&str>,
    agreed: &HashSet<SubjectId>,
    collection: &str,
    subject: Option<SubjectId>,
) -> Result<BTreeSet<&'a str>, Problem> {
    let collection = declarations.get(collection)?;
    let has_consent = subject.is_some_and(|subject| agreed.contains(&subject));
    let permitted = |field: &&domain::Field| permits(collection, field, purpose, has_consent);
    let fields = collection.fields.iter().filter(permitted);
    Ok(fields.map(|field| field.name.as_str()).collect())
}
