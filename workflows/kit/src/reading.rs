//! Records on their way out, held to what the caller may see ([`crate::sight`]) and to the purpose of the call
//! (Art. 5(1)(b) GDPR).
//!
//! A call names its purpose in the header `lethe-purpose` and then sees what is processed for it, and where
//! that rests on consent, of subjects who agreed. Without the header it sees all but purpose-limited
//! collections. The rule is [`domain::purpose::permits`]; this is the one place that applies it, and the only
//! way on which workflows show records.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use domain::purpose::permits;
use domain::{Collection, Field, LawfulBasis, SubjectId};
use store::Sql;
use store::records::RecordRow;

use crate::declarations::Declarations;
use crate::door::Caller;
use crate::keys::Keyring;
use crate::problem::Problem;
use crate::sealing::{self, Record};
use crate::sight::{Sight, View};

/// Records that a call may see, still sealed.
pub struct Reading {
    declarations: Declarations,
    rows: Vec<RecordRow>,
    keys: Keyring,
    sight: Sight,
    purpose: Option<String>,
    agreed: HashSet<SubjectId>,
}

impl Reading {
    /// Keeps of these rows what the call may see, and gets the keys to open it.
    pub async fn of<S: Sql>(
        sql: &mut S,
        caller: &Caller,
        sight: &Sight,
        declarations: Declarations,
        rows: Vec<RecordRow>,
    ) -> Result<Self, Problem> {
        let mut reading = Self {
            declarations,
            rows: Vec::new(),
            keys: Keyring::default(),
            sight: sight.clone(),
            purpose: caller.purpose.clone(),
            agreed: HashSet::new(),
        };
        reading.agreed = reading.agreed(sql, caller, &rows).await?;
        let mut shown = Vec::with_capacity(rows.len());
        let mut views = reading.views();
        for row in rows {
            shown.extend(views.limited(row)?);
        }
        reading.rows = shown;
        let sealed = reading.rows.iter().filter(|row| !row.sealed.is_empty());
        let subjects = sealed.filter_map(|row| row.subject_id);
        reading.keys = Keyring::get(sql, &caller.scope, subjects).await?;
        Ok(reading)
    }

    /// How many records the call sees.
    pub fn count(&self) -> u64 {
        self.rows.len() as u64
    }

    /// The collections of these records, and whom they are about.
    pub fn about(&self) -> impl Iterator<Item = (Result<&Collection, Problem>, SubjectId)> {
        let about = |row: &RecordRow| Some((row.collection.clone(), row.subject_id?));
        let about: BTreeSet<_> = self.rows.iter().filter_map(about).collect();
        let declared = |(name, subject): (String, _)| (self.declarations.get(&name), subject);
        about.into_iter().map(declared)
    }

    /// Opens them.
    pub fn open(mut self, caller: &Caller) -> Result<Vec<Record>, Problem> {
        let rows = std::mem::take(&mut self.rows);
        let records = sealing::open(&caller.scope, &self.keys, &self.declarations, rows);
        let mut records = records?;
        let mut views = self.views();
        for record in &mut records {
            let visible = views.visible(&record.collection, record.subject_id)?;
            record
                .fields
                .retain(|name, _| visible.contains(name.as_str()));
        }
        Ok(records)
    }

    /// What is visible of each collection.
    fn views(&self) -> Views<'_> {
        Views {
            reading: self,
            by_collection: BTreeMap::new(),
        }
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
        let rests =
            |field: &Field| field.purpose == *purpose && field.lawful_basis == LawfulBasis::Consent;
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
}

/// What is visible of each collection that was asked for.
struct Views<'a> {
    reading: &'a Reading,
    by_collection: BTreeMap<String, (&'a Collection, View<'a>)>,
}

impl<'a> Views<'a> {
    /// A row without the cells that the call may not see; none when it may see no field of it.
    fn limited(&mut self, mut row: RecordRow) -> Result<Option<RecordRow>, Problem> {
        let visible = self.visible(&row.collection, row.subject_id)?;
        if visible.is_empty() {
            return Ok(None);
        }
        row.sealed
            .retain(|(name, _)| visible.contains(name.as_str()));
        Ok(Some(row))
    }

    /// The names of the fields that the call may see of a subject's record.
    fn visible(
        &mut self,
        name: &str,
        subject: Option<SubjectId>,
    ) -> Result<BTreeSet<&'a str>, Problem> {
        let reading = self.reading;
        if !self.by_collection.contains_key(name) {
            let collection = reading.declarations.get(name)?;
            let view = reading.sight.view(collection);
            self.by_collection
                .insert(name.to_owned(), (collection, view));
        }
        let Some((collection, view)) = self.by_collection.get(name) else {
            return Ok(BTreeSet::new());
        };
        let collection: &'a Collection = collection;
        let has_consent = subject.is_some_and(|subject| reading.agreed.contains(&subject));
        let purpose = reading.purpose.as_deref();
        let permitted = |field: &&Field| {
            permits(collection, field, purpose, has_consent) && view.shows(&field.name, subject)
        };
        let fields = collection.fields.iter().filter(permitted);
        Ok(fields.map(|field| field.name.as_str()).collect())
    }
}
