//! Shortening of postcodes.
//!
//! How many characters leave an area of many people differs by country: of a ZIP code HIPAA's safe harbor
//! keeps three, and none where fewer than 20,000 people live (45 CFR 164.514(b)(2)(i)(B)).

use lethe_plugin::{Field, Refusal, Table, ValueType};
use serde::Deserialize;

use crate::operate::{Operate, TextFunction, answering, ensure, of_type};
use crate::run::Run;

/// Keeps the first letters and digits of a postcode, without spaces and hyphens; removes what is no longer
/// than that, or no postcode.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TruncatePostcode {
    /// How many stay, 1 to 9.
    keep: usize,
}

/// Letters and digits of the longest postcodes there are (ZIP+4 has 9).
const LONGEST: usize = 10;

impl Operate for TruncatePostcode {
    fn check(&self) -> Result<(), Refusal> {
        ensure((1..=9).contains(&self.keep), "`keep` is 1 to 9")
    }

    fn fits(&self, _: &Table, field: &Field) -> Result<(), Refusal> {
        of_type(
            field,
            &[ValueType::Text],
            "truncate-postcode works on text: a number has lost the zeros at the start",
        )
    }

    fn text<'a>(&'a self, _: &'a Run<'_>, _: &Field) -> Option<TextFunction<'a>> {
        Some(answering(|text| self.truncate(text)))
    }
}

impl TruncatePostcode {
    fn truncate(self, text: &str) -> Option<String> {
        let code: String = text
            .trim()
            .chars()
            .filter(|c| !matches!(c, ' ' | '-'))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let is_code = code.chars().all(|c| c.is_ascii_alphanumeric())
            && code.contains(|c: char| c.is_ascii_digit())
            && (self.keep + 1..=LONGEST).contains(&code.len());
        is_code.then(|| code.chars().take(self.keep).collect())
    }
}
