//! What is answered.

use serde::Serialize;
use serde_json::Number;

/// A text in which entities were operated on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// The text.
    pub text: String,
    /// What was operated on, from the end of the text to its start.
    pub items: Vec<Item>,
}

/// What became of an entity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Item {
    /// Where it starts in the new text, in code points.
    pub start: usize,
    /// Where it ends there; not part of it.
    pub end: usize,
    /// Its type.
    pub entity_type: String,
    /// What stands there now.
    pub text: String,
    /// The operator.
    pub operator: &'static str,
    /// The score that was sent.
    pub score: Option<Number>,
}
