//! JSON Schema (draft 2020-12) for what strangers write: a plugin of a tenant says by it what parameters it takes.
//!
//! A validator of our own, because those that are kept well neither bound the steps that a schema may take, of which
//! a few lines can ask for 2¹⁰⁰, nor stay below 3 MiB in each component that has one.
//!
//! All assertions and applicators of the draft are here but `unevaluatedItems`, `unevaluatedProperties`, `$dynamicRef`
//! and references to other documents; a schema with one of those is refused and not half believed. `format` and what
//! is about contents are annotations, as the draft has it.

mod error;
mod evaluate;
mod keywords;
mod number;
mod reference;
mod structure;

pub use error::{Fault, Unfit};
pub use evaluate::STEPS;

use serde_json::Value as Json;

/// A schema that can be evaluated.
#[derive(Debug, Clone)]
pub struct Schema(Json);

impl Schema {
    /// Reads a schema, and checks everything in it that could ever be evaluated.
    ///
    /// # Errors
    /// With the first place that is wrong.
    pub fn parse(text: &str) -> Result<Self, Unfit> {
        let root: Json = serde_json::from_str(text).map_err(|error| Unfit {
            pointer: String::new(),
            message: format!("is not JSON: {error}"),
        })?;
        structure::check(&root)?;
        Ok(Self(root))
    }

    /// What of a document does not fit; nothing when all does. Messages hold no values of the document.
    #[must_use]
    pub fn faults(&self, document: &Json) -> Vec<Fault> {
        evaluate::faults(&self.0, document)
    }
}
