//! The circumstances of a run, with the rule's parameters already read.

use serde::Deserialize;

use crate::Refusal;

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

    /// Reads `{}` without a JSON parser, which would be two thirds of a small plugin.
    ///
    /// # Errors
    /// Anything else than an empty object.
    pub fn read(json: &str) -> Result<Self, Refusal> {
        let within = json
            .trim()
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        if within.is_some_and(|within| within.trim().is_empty()) {
            return Ok(Self {});
        }
        Err(Refusal::InvalidParameters(
            "this plugin takes no parameters".to_owned(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::NoParameters;

    #[test]
    fn no_parameters_are_an_empty_object() {
        for json in ["{}", " { }\n"] {
            assert!(NoParameters::read(json).is_ok(), "{json:?}");
        }
        for json in ["", "{", "}", "[]", r#"{"keep":1}"#, "{}{}"] {
            assert!(NoParameters::read(json).is_err(), "{json:?}");
        }
    }
}
