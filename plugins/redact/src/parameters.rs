//! What a rule may ask of this plugin.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::{Operator, RuleSet};

/// One operator for every field, or a set of rules.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(untagged))]
pub enum Parameters {
    /// Rules for several fields.
    Rules(RuleSet),
    /// One operator with its parameters.
    Operator(Operator),
}

impl<'de> Deserialize<'de> for Parameters {
    /// By hand, because serde says of an untagged enum only that no variant fits, not what is wrong.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = serde_json::Value::deserialize(deserializer)?;
        let read = if json.get("rules").is_some() {
            RuleSet::deserialize(json).map(Self::Rules)
        } else {
            Operator::deserialize(json).map(Self::Operator)
        };
        read.map_err(Error::custom)
    }
}
