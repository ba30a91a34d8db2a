//! Keyed hashing: pseudonymization.

use lethe_plugin::{Field, Refusal, Table, ValueType};
use serde::Deserialize;

use super::Keyed;
use crate::operate::{Operate, TextFunction, answering, of_type};
use crate::run::Run;

/// Replaces a text by a keyed hash. This is pseudonymization, not anonymization: equal texts stay equal, and
/// whoever has the key, which is the seed of the run, can test guesses (EDPB 01/2025).
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Hash {}

impl Operate for Hash {
    fn fits(&self, _: &Table, field: &Field) -> Result<(), Refusal> {
        of_type(field, &[ValueType::Text], "hash works on text")
    }

    /// The first 128 bits of HMAC-SHA-256 (RFC 2104) over collection, field and text, hexadecimal.
    fn text<'a>(&'a self, run: &'a Run<'_>, field: &Field) -> Option<TextFunction<'a>> {
        // The name of the operator is not part of it: this was so before there were other keyed operators.
        let keyed = Keyed::new(run, &[&run.context.collection, field.name]);
        Some(answering(move |text| {
            let digest = keyed.digest(&[text.as_bytes()])?;
            let nibbles = digest
                .iter()
                .take(16)
                .flat_map(|byte| [byte >> 4, byte & 15]);
            nibbles
                .map(|nibble| char::from_digit(u32::from(nibble), 16))
                .collect()
        }))
    }
}
