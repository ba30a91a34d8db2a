//! The evidence of a run.

use serde::{Deserialize, Serialize};

/// Evidence of a run: whoever runs the same plugin on the same input gets the same receipt, in
/// whichever runtime. Mirrors `receipt` of `lethe:engine`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// SHA-256 of the component, hexadecimal.
    pub plugin_digest: String,
    /// The contract it was run under, such as "lethe:plugin@0.1.0".
    pub contract: String,
    /// SHA-256 of the parameters' bytes, hexadecimal.
    pub parameters_hash: String,
    /// SHA-256 of the canonical bytes of context and input, hexadecimal.
    pub input_hash: String,
    /// SHA-256 of the canonical bytes of the output, hexadecimal.
    pub output_hash: String,
    /// Fuel used.
    pub fuel: u64,
    /// The engine and its version, such as "wasmtime 48.0.8".
    pub engine: String,
}
