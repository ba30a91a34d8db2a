//! What an erasure will do, before it does it.
//!
//! The same plan is shown as a dry run, carried out, and kept as the outcome of the request.

use serde::{Deserialize, Serialize};

use crate::collection::{Collection, OnErase, RecordErasure, Retention};
use crate::retention::Hold;
use crate::{HoldId, KeepGround};

/// What an erasure does to the records that a subject has in one collection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CollectionPlan {
    /// The collection.
    pub collection: String,
    /// How many records of the subject it holds.
    pub records: u64,
    /// What becomes of them.
    pub outcome: Outcome,
}

/// What becomes of records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Whole records go.
    Delete,
    /// They stay as they are, because of legal holds (Art. 17(3)(e) GDPR); when those are released,
    /// what the erasure left is done.
    Hold {
        /// The holds.
        holds: Vec<HeldBy>,
    },
    /// They stay under a placeholder. Fields that are not listed hold nothing personal and stay.
    Anonymize {
        /// Fields whose values go.
        deleted: Vec<String>,
        /// Fields whose values a plugin replaces.
        anonymized: Vec<AnonymizedField>,
        /// Fields whose values stay on a legal ground.
        kept: Vec<KeptField>,
    },
}

/// A legal hold, as a plan names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldBy {
    /// The hold.
    pub hold_id: HoldId,
    /// The ground.
    pub ground: KeepGround,
}

/// A field whose values a plugin replaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnonymizedField {
    /// The field.
    pub field: String,
    /// The plugin.
    pub plugin: String,
}

/// A field whose values stay on a legal ground (Art. 17(3) GDPR).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptField {
    /// The field.
    pub field: String,
    /// The ground.
    pub ground: KeepGround,
    /// What the subject is told.
    pub reason: String,
    /// For how long; absent while the ground lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Retention>,
}

/// Plans what an erasure does to `records` records of one subject in a collection.
pub fn plan(collection: &Collection, records: u64) -> CollectionPlan {
    CollectionPlan {
        collection: collection.name.to_string(),
        records,
        outcome: match collection.on_erase {
            RecordErasure::Delete => Outcome::Delete,
            RecordErasure::Anonymize => by_field(collection),
        },
    }
}

/// Plans that `records` records of one subject stay, because `holds` cover them.
pub fn held(collection: &Collection, records: u64, holds: &[&Hold]) -> CollectionPlan {
    let held_by = |hold: &&Hold| HeldBy {
        hold_id: hold.hold_id,
        ground: hold.ground,
    };
    CollectionPlan {
        collection: collection.name.to_string(),
        records,
        outcome: Outcome::Hold {
            holds: holds.iter().map(held_by).collect(),
        },
    }
}

fn by_field(collection: &Collection) -> Outcome {
    let mut deleted = Vec::new();
    let mut anonymized = Vec::new();
    let mut kept = Vec::new();
    for field in &collection.fields {
        let name = field.name.clone();
        match &field.on_erase {
            OnErase::Delete => deleted.push(name),
            OnErase::Anonymize { plugin, .. } => anonymized.push(AnonymizedField {
                field: name,
                plugin: plugin.clone(),
            }),
            OnErase::Keep {
                ground,
                reason,
                until,
            } => kept.push(KeptField {
                field: name,
                ground: *ground,
                reason: reason.clone(),
                until: until.clone(),
            }),
            OnErase::Stay => {}
        }
    }
    Outcome::Anonymize {
        deleted,
        anonymized,
        kept,
    }
}

#[cfg(test)]
mod tests;
