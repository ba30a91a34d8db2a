//! What can be wrong with a schema, and with a document.

/// Why something is no schema, or none that is understood here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{pointer}: {message}", if pointer.is_empty() { "/" } else { "" })]
pub struct Unfit {
    /// Where in the schema (RFC 6901).
    pub pointer: String,
    /// What is wrong there.
    pub message: String,
}

/// What of a document does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where in the document (RFC 6901).
    pub pointer: String,
    /// What must be there.
    pub message: String,
}
