//! The circumstances of a run, with the rule's parameters already read.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::Refusal;
use crate::bindings::exports::lethe::plugin::anonymizer;

/// What a plugin knows besides the values. The same context and values must give the same answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Context<P = NoParameters> {
    /// The collection that the rows come from.
    pub collection: String,
    /// The time of the run, fixed for the whole run, in milliseconds since 1970-01-01T00:00:00Z.
    pub now_ms: i64,
    /// The parameters of the rule.
    pub parameters: P,
    /// Differs from run to run: the only source of variation.
    pub seed: u64,
}

/// The parameters of a plugin that takes none: `{}`, and nothing else.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct NoParameters {}

impl NoParameters {
    /// The JSON Schema of no parameters.
    pub const SCHEMA: &str = r#"{"type":"object","additionalProperties":false}"#;
}

impl<P: DeserializeOwned> Context<P> {
    /// Reads the parameters out of what the platform handed over.
    pub(crate) fn read(context: anonymizer::Context) -> Result<Self, Refusal> {
        let anonymizer::Context {
            collection,
            now,
            parameters,
            seed,
        } = context;
        let parameters = serde_json::from_str(&parameters)
            .map_err(|error| Refusal::InvalidParameters(error.to_string()))?;
        Ok(Self {
            collection,
            now_ms: now,
            parameters,
            seed,
        })
    }
}
