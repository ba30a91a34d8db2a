//! Parameters of plugins, held to the JSON Schema that a plugin gives for them, before it runs.

use schema::{Fault, Schema};
use serde_json::Value as Json;

use crate::problem::Place;

/// Checks the schema that a plugin gives for its parameters.
///
/// # Errors
/// With the place that is wrong, or not understood.
pub fn check(schema: &str) -> Result<(), schema::Unfit> {
    Schema::parse(schema).map(drop)
}

/// What of parameters does not fit. A schema that says nothing that is understood, as plugins of before may have it,
/// leaves the word to the plugin.
pub fn faults(schema: &str, parameters: &Json) -> Vec<Fault> {
    Schema::parse(schema).map_or_else(|_| Vec::new(), |schema| schema.faults(parameters))
}

/// The same, in a body: `pointer` is the place of the parameters there.
pub fn places(schema: &str, parameters: &Json, pointer: &str) -> Vec<Place> {
    let at = |fault: Fault| Place::pointer(format!("{pointer}{}", fault.pointer), fault.message);
    faults(schema, parameters).into_iter().map(at).collect()
}

/// A fault as part of a sentence, where there is no body to point at.
pub fn said(fault: &Fault) -> String {
    match fault.pointer.as_str() {
        "" => format!("its parameters: {}", fault.message),
        pointer => format!("its parameter {pointer} {}", fault.message),
    }
}
