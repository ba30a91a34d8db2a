//! The JSON of a declaration, before anybody knows whether it is complete.
//!
//! Everything is optional, so that the check can list all that is missing instead of the first.
//! What has the wrong type or an unknown name is refused by serde already.

use serde::{Deserialize, Serialize};

use super::{
    Collection, Field, OnErase, OnExport, Owner, RecordErasure, Retention, RetentionStart,
};
use crate::{DataClass, KeepGround, LawfulBasis, ValueType};

/// A declaration as the tenant wrote it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Draft {
    /// See [`Collection::name`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// See [`Collection::purpose`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// See [`Collection::purpose_limited`]; false when left out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub purpose_limited: bool,
    /// See [`Collection::lawful_basis`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lawful_basis: Option<LawfulBasis>,
    /// See [`Collection::retention`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention: Option<RetentionDraft>,
    /// See [`Collection::owner`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<OwnerDraft>,
    /// See [`Collection::on_erase`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_erase: Option<RecordErasure>,
    /// See [`Collection::fields`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<Vec<FieldDraft>>,
}

/// A field as the tenant wrote it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FieldDraft {
    /// See [`Field::name`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// See [`Field::value_type`].
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub value_type: Option<ValueType>,
    /// See [`Field::class`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<DataClass>,
    /// See [`Field::required`]; false when left out.
    pub required: bool,
    /// See [`Field::unique`]; false when left out.
    pub unique: bool,
    /// See [`Field::lookup`]; false when left out.
    pub lookup: bool,
    /// See [`Field::purpose`]; the collection's when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// See [`Field::lawful_basis`]; the collection's when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lawful_basis: Option<LawfulBasis>,
    /// See [`Field::retention`]; the collection's when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention: Option<RetentionDraft>,
    /// See [`Field::on_erase`]; may be left out when the collection deletes whole records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_erase: Option<OnEraseDraft>,
    /// See [`Field::on_export`]; a field of class `none` is included when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_export: Option<OnExport>,
}

/// A retention as the tenant wrote it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetentionDraft {
    /// See [`Retention::keep_for`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_for: Option<String>,
    /// See [`Retention::from`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<RetentionStart>,
}

/// An owner as the tenant wrote it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OwnerDraft {
    /// Which of the three kinds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<OwnerKind>,
    /// See [`Owner::Reference`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// See [`Owner::Reference`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collection: Option<String>,
    /// See [`Owner::Reference`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// The kinds of [`Owner`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OwnerKind {
    /// [`Owner::Subject`]
    Subject,
    /// [`Owner::Reference`]
    Reference,
    /// [`Owner::None`]
    None,
}

/// What an erasure does to a field, as the tenant wrote it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnEraseDraft {
    /// [`OnErase::Delete`]
    Delete,
    /// [`OnErase::Anonymize`]
    Anonymize(AnonymizeDraft),
    /// [`OnErase::Keep`]
    Keep(KeepDraft),
}

/// The rule of [`OnErase::Anonymize`] as the tenant wrote it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnonymizeDraft {
    /// The name of the plugin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plugin: Option<String>,
    /// What the plugin is told; nothing when left out.
    pub parameters: serde_json::Map<String, serde_json::Value>,
}

/// The rule of [`OnErase::Keep`] as the tenant wrote it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KeepDraft {
    /// The ground.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ground: Option<KeepGround>,
    /// What the subject is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// For how long; while the ground lasts when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<UntilDraft>,
}

/// How long a value is kept: a duration from when the record was made, or a whole retention.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum UntilDraft {
    /// A duration such as `P6Y`.
    Duration(String),
    /// A duration and from when it is counted.
    Whole(RetentionDraft),
}

impl From<Collection> for Draft {
    fn from(collection: Collection) -> Self {
        Self {
            name: Some(collection.name.into()),
            purpose: Some(collection.purpose),
            purpose_limited: collection.purpose_limited,
            lawful_basis: Some(collection.lawful_basis),
            retention: Some(collection.retention.into()),
            owner: Some(collection.owner.into()),
            on_erase: Some(collection.on_erase),
            fields: Some(collection.fields.into_iter().map(Into::into).collect()),
        }
    }
}

impl From<Field> for FieldDraft {
    fn from(field: Field) -> Self {
        Self {
            name: Some(field.name),
            value_type: Some(field.value_type),
            class: Some(field.class),
            required: field.required,
            unique: field.unique,
            lookup: field.lookup,
            purpose: Some(field.purpose),
            lawful_basis: Some(field.lawful_basis),
            retention: Some(field.retention.into()),
            on_erase: match field.on_erase {
                OnErase::Stay => None,
                OnErase::Delete => Some(OnEraseDraft::Delete),
                OnErase::Anonymize { plugin, parameters } => {
                    Some(OnEraseDraft::Anonymize(AnonymizeDraft {
                        plugin: Some(plugin),
                        parameters,
                    }))
                }
                OnErase::Keep {
                    ground,
                    reason,
                    until,
                } => Some(OnEraseDraft::Keep(KeepDraft {
                    ground: Some(ground),
                    reason: Some(reason),
                    until: until.map(|retention| UntilDraft::Whole(retention.into())),
                })),
            },
            on_export: Some(field.on_export),
        }
    }
}

impl From<Retention> for RetentionDraft {
    fn from(retention: Retention) -> Self {
        Self {
            keep_for: Some(retention.keep_for.to_string()),
            from: Some(retention.from),
        }
    }
}

impl From<Owner> for OwnerDraft {
    fn from(owner: Owner) -> Self {
        match owner {
            Owner::Subject => Self {
                kind: Some(OwnerKind::Subject),
                ..Self::default()
            },
            Owner::None => Self {
                kind: Some(OwnerKind::None),
                ..Self::default()
            },
            Owner::Reference {
                field,
                collection,
                key,
            } => Self {
                kind: Some(OwnerKind::Reference),
                field: Some(field),
                collection: Some(collection.into()),
                key: Some(key),
            },
        }
    }
}
