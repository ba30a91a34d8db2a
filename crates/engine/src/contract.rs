//! The contract between plugins and this engine.

/// The contract that plugins are run under, as it stands in receipts.
pub const CONTRACT: &str = "lethe:plugin@0.1.0";

/// What a plugin exports.
pub(crate) const EXPORT: &str = "lethe:plugin/anonymizer";

/// The version of the contract that this engine has. It runs every version that semantic
/// versioning calls compatible: interfaces are only ever added to.
pub(crate) const VERSION: &str = "0.1.0";
