//! Collections: what a tenant keeps, why, for how long, and what becomes of it in an erasure.
//!
//! A [`Collection`] can only be made by [`Draft::check`], so whoever holds one knows that every
//! personal field has an owner, a purpose, a lawful basis, a retention and a fate.

mod check;
mod compatible;
mod draft;
mod name;
mod records;
mod retention;

use crate::{DataClass, KeepGround, LawfulBasis, ValueType};

pub use draft::{
    AnonymizeDraft, Draft, FieldDraft, KeepDraft, OnEraseDraft, OwnerDraft, OwnerKind,
    RetentionDraft, UntilDraft,
};
pub use name::{CollectionName, InvalidName};
pub(crate) use retention::parse_duration;
pub use retention::{Retention, RetentionStart};

/// A checked declaration. Its JSON is that of a [`Draft`] with everything inherited written out.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(into = "Draft", try_from = "Draft")]
pub struct Collection {
    /// What it is called in paths, mappings and references.
    pub name: CollectionName,
    /// Why the data is processed (Art. 5(1)(b) GDPR).
    pub purpose: String,
    /// Whether records are shown only to calls that name a purpose of theirs.
    pub purpose_limited: bool,
    /// What makes the processing lawful.
    pub lawful_basis: LawfulBasis,
    /// How long records are kept.
    pub retention: Retention,
    /// How a record belongs to a subject.
    pub owner: Owner,
    /// What an erasure does to whole records.
    pub on_erase: RecordErasure,
    /// What a record holds.
    pub fields: Vec<Field>,
}

/// One field of a collection; what it left out is taken from the collection.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name in records.
    pub name: String,
    /// What it holds.
    pub value_type: ValueType,
    /// What kind of personal data that is.
    pub class: DataClass,
    /// Whether a record without it is refused.
    pub required: bool,
    /// Whether two records may not share a value.
    pub unique: bool,
    /// Whether subjects can be found by it.
    pub lookup: bool,
    /// Why it is processed.
    pub purpose: String,
    /// What makes that lawful.
    pub lawful_basis: LawfulBasis,
    /// How long it is kept.
    pub retention: Retention,
    /// What an erasure does to it.
    pub on_erase: OnErase,
    /// Whether the subject's access copy holds it.
    pub on_export: OnExport,
}

/// How a record belongs to a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// Each record is about a subject of its own.
    Subject,
    /// `field` holds the value that the owner has in the unique look-up field `key` of
    /// `collection`.
    Reference {
        /// The field of this collection.
        field: String,
        /// The collection of the owners.
        collection: CollectionName,
        /// The field of that collection.
        key: String,
    },
    /// Records belong to nobody, and hold no personal field.
    None,
}

/// What an erasure does to the records of the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordErasure {
    /// Whole records go.
    Delete,
    /// Records stay under a placeholder, and each field follows its own rule.
    Anonymize,
}

/// What an erasure does to one field.
#[derive(Debug, Clone, PartialEq)]
pub enum OnErase {
    /// The value goes.
    Delete,
    /// A plugin of the tenant turns the value into one that names nobody.
    Anonymize {
        /// The name of the plugin.
        plugin: String,
        /// What the plugin is told beside the values.
        parameters: serde_json::Map<String, serde_json::Value>,
    },
    /// The value stays because the law says so (Art. 17(3) GDPR).
    Keep {
        /// The ground.
        ground: KeepGround,
        /// What the subject is told about it (Art. 12(4) GDPR).
        reason: String,
        /// For how long; `None` while the ground lasts.
        until: Option<Retention>,
    },
    /// The value stays because it is not personal. Only fields of class `none`, in records that
    /// stay, have this rule; no declaration can ask for it.
    Stay,
}

/// Whether the subject's access copy holds a field (Art. 15(3) GDPR).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnExport {
    /// It does.
    Include,
    /// It does not, for example because the value would tell about somebody else (Art. 15(4)).
    Omit,
}

/// One thing that a document lacks or has wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Shortcoming {
    /// Where: a JSON Pointer (RFC 6901).
    pub pointer: String,
    /// What, for a human. Never repeats a value.
    pub message: String,
}

impl Shortcoming {
    /// Points at the place that `path` leads to, name by name.
    pub fn at(path: &[&str], message: impl Into<String>) -> Self {
        let mut pointer = String::new();
        for name in path {
            pointer.push('/');
            // RFC 6901, section 3: "~" first, or the slash's own tilde would be escaped again.
            pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
        }
        Self {
            pointer,
            message: message.into(),
        }
    }
}

impl Collection {
    /// Finds a field by its name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The field whose value names the owner, if owners are referred to.
    pub fn reference_field(&self) -> Option<&Field> {
        match &self.owner {
            Owner::Reference { field, .. } => self.field(field),
            Owner::Subject | Owner::None => None,
        }
    }
}

#[cfg(test)]
pub(crate) mod example;
#[cfg(test)]
mod tests;
