//! References within a schema, and the places that they are made of.

use percent_encoding::percent_decode_str;
use serde_json::Value as Json;

/// The place that a reference means: `#` and what follows, a JSON Pointer (RFC 6901, section 6). None for every other
/// reference.
pub(crate) fn pointer(reference: &str) -> Option<String> {
    let fragment = reference.strip_prefix('#')?;
    let pointer = percent_decode_str(fragment).decode_utf8().ok()?;
    (pointer.is_empty() || pointer.starts_with('/')).then(|| pointer.into_owned())
}

/// What a reference means in the schema.
pub(crate) fn resolve<'a>(root: &'a Json, reference: &str) -> Option<&'a Json> {
    root.pointer(&pointer(reference)?)
}

/// A place one step further down.
pub(crate) fn below(pointer: &str, step: impl std::fmt::Display) -> String {
    let step = step.to_string().replace('~', "~0").replace('/', "~1");
    format!("{pointer}/{step}")
}
