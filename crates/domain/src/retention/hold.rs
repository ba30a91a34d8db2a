//! Legal holds: what must not go, whatever has fallen due or was asked for.

use serde::{Deserialize, Serialize};

use crate::collection::{Collection, CollectionName};
use crate::{DataClass, HoldId, KeepGround, Shortcoming, SubjectId, label};

/// A legal hold (Art. 17(3) GDPR): the records that all of its members name must stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Its id.
    pub hold_id: HoldId,
    /// Only records of this subject.
    pub subject_id: Option<SubjectId>,
    /// Only records of this collection.
    pub collection: Option<CollectionName>,
    /// Only records of collections with a field of this class.
    pub data_class: Option<DataClass>,
    /// The ground.
    pub ground: KeepGround,
    /// The file that it belongs to, such as a case number; names a matter, not a person.
    pub reference: String,
}

/// A hold as it is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HoldDraft {
    /// See [`Hold::subject_id`].
    pub subject_id: Option<SubjectId>,
    /// See [`Hold::collection`].
    pub collection: Option<CollectionName>,
    /// See [`Hold::data_class`].
    pub data_class: Option<DataClass>,
    /// See [`Hold::ground`].
    pub ground: Option<KeepGround>,
    /// See [`Hold::reference`].
    pub reference: Option<String>,
    /// Why, in prose. It is sealed with the subject, so only a hold on a subject can have it.
    pub reason: Option<String>,
}

impl Hold {
    /// Tells whether the hold covers the records that this subject has in the collection.
    pub fn covers(&self, collection: &Collection, subject: Option<SubjectId>) -> bool {
        let has_class = |class| collection.fields.iter().any(|field| field.class == class);
        self.subject_id.is_none_or(|held| subject == Some(held))
            && self
                .collection
                .as_ref()
                .is_none_or(|held| *held == collection.name)
            && self.data_class.is_none_or(has_class)
    }
}

impl HoldDraft {
    /// Checks what was sent; the reason is left to the caller, who seals it.
    ///
    /// # Errors
    /// With everything that is missing or wrong.
    pub fn check(self, hold_id: HoldId) -> Result<Hold, Vec<Shortcoming>> {
        let mut found = Vec::new();
        if self.subject_id.is_none() && self.collection.is_none() && self.data_class.is_none() {
            let message = "say what is held: a subject, a collection, a data class or several";
            found.push(Shortcoming::at(&["subject_id"], message));
        }
        if self.ground.is_none() {
            let message = "say on which ground (Art. 17(3) GDPR)";
            found.push(Shortcoming::at(&["ground"], message));
        }
        let reference = match label(self.reference.as_deref().unwrap_or_default()) {
            Ok(reference) => Some(reference),
            Err(error) => {
                found.push(Shortcoming::at(&["reference"], error.to_string()));
                None
            }
        };
        if self.reason.is_some() && self.subject_id.is_none() {
            let message = "a reason is sealed with its subject; a hold on no subject has none";
            found.push(Shortcoming::at(&["reason"], message));
        }
        match (self.ground, reference) {
            (Some(ground), Some(reference)) if found.is_empty() => Ok(Hold {
                hold_id,
                subject_id: self.subject_id,
                collection: self.collection,
                data_class: self.data_class,
                ground,
                reference,
            }),
            _ => Err(found),
        }
    }
}
