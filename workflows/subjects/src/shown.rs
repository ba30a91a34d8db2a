//! Records that a call is shown: what it may see of them, and of whom they are.

use std::collections::{BTreeMap, BTreeSet};

use domain::collection::Owner;
use domain::{Collection, SubjectId};
use kit::audit::Event;
use kit::declarations::Declarations;
use kit::door::Caller;
use kit::problem::Problem;
use kit::reading::Reading;
use kit::sight::Sight;
use store::records::RecordRow;
use store::{Page, Sql};

use crate::view::RecordView;

/// Records that a call may see, still sealed.
pub(crate) struct Shown {
    reading: Reading,
    owners: Owners,
}

impl Shown {
    /// Keeps of these rows what the call may see.
    pub(crate) async fn of<S: Sql>(
        sql: &mut S,
        caller: &Caller,
        sight: &Sight,
        declarations: Declarations,
        rows: Vec<RecordRow>,
    ) -> Result<Self, Problem> {
        let reading = Reading::of(sql, caller, sight, declarations, rows).await?;
        let owners = Owners::of(sql, caller, sight, &reading).await?;
        Ok(Self { reading, owners })
    }

    /// How many records the call sees.
    pub(crate) fn count(&self) -> u64 {
        self.reading.count()
    }

    /// Says in an event how much is shown.
    pub(crate) fn counted(&self, event: Event) -> Event {
        let event = event.count("records", self.count());
        let names = self.owners.names.iter();
        match names.map(|(_, names)| names.count()).sum() {
            0 => event,
            names => event.count("names", names),
        }
    }

    /// Opens them.
    pub(crate) fn open(self, caller: &Caller) -> Result<Vec<RecordView>, Problem> {
        let Owners { hidden, names } = self.owners;
        let mut by_subject = BTreeMap::new();
        for (field, names) in names {
            for record in names.open(caller)? {
                let name = record.fields.get(&field).map(domain::Value::to_text);
                by_subject.extend(record.subject_id.zip(name));
            }
        }
        let records = self.reading.open(caller)?.into_iter();
        Ok(records
            .map(|record| match record.subject_id {
                Some(subject) if hidden.contains(&subject) => {
                    RecordView::of(record).linked(by_subject.get(&subject).cloned())
                }
                _ => RecordView::of(record),
            })
            .collect())
    }
}

/// Owners of records of whom the call sees nothing, and what it may call them.
#[derive(Default)]
struct Owners {
    hidden: BTreeSet<SubjectId>,
    /// The field that names them, and the records with it.
    names: Vec<(String, Reading)>,
}

impl Owners {
    async fn of<S: Sql>(
        sql: &mut S,
        caller: &Caller,
        sight: &Sight,
        shown: &Reading,
    ) -> Result<Self, Problem> {
        let mut by_collection = BTreeMap::<String, BTreeSet<SubjectId>>::new();
        for (collection, subject) in shown.about() {
            if let Some(owners) = owners_of(collection?) {
                let subjects = by_collection.entry(owners.to_owned()).or_default();
                subjects.insert(subject);
            }
        }
        let mut all = Self::default();
        for (name, subjects) in by_collection {
            if !sight.is_limited(&name) {
                continue;
            }
            let owners = crate::collections::get(sql, &caller.scope, &name).await?;
            let owners = owners.collection;
            let view = sight.view(&owners);
            let is_hidden = |subject: &SubjectId| !view.shows_any(Some(*subject));
            let hidden: BTreeSet<SubjectId> = subjects.into_iter().filter(is_hidden).collect();
            if !hidden.is_empty()
                && let Some((field, names)) = sight.of_linked_names(&owners)
            {
                let (scope, page) = (&caller.scope, Page::new(Page::MAX_LIMIT, None));
                let rows = store::records::list_of_subjects(sql, scope, &name, &hidden, &page);
                let (rows, _) = rows.await?;
                let names = Reading::of(sql, caller, &names, owners.into(), rows).await?;
                all.names.push((field, names));
            }
            all.hidden.extend(hidden);
        }
        Ok(all)
    }
}

/// The collection of the subjects that records are about.
fn owners_of(collection: &Collection) -> Option<&str> {
    match &collection.owner {
        Owner::Subject => Some(collection.name.as_str()),
        Owner::Reference { collection, .. } => Some(collection.as_str()),
        Owner::None => None,
    }
}
