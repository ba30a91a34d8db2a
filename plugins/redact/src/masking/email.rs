//! Shortening of e-mail addresses.

use lethe_plugin::{Field, Refusal, Table, ValueType};
use serde::Deserialize;

use crate::operate::{Operate, TextFunction, answering, of_type};
use crate::run::Run;

/// Keeps the first letter and the domain of an e-mail address; removes what is no address.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PartialEmail {}

impl Operate for PartialEmail {
    fn fits(&self, _: &Table, field: &Field) -> Result<(), Refusal> {
        of_type(field, &[ValueType::Text], "partial-email works on text")
    }

    fn text<'a>(&'a self, _: &'a Run<'_>, _: &Field) -> Option<TextFunction<'a>> {
        Some(answering(partial))
    }
}

/// Keeps the first letter, if there are others, and the domain. None where the text is no address.
fn partial(text: &str) -> Option<String> {
    let (local, domain) = text.trim().rsplit_once('@')?;
    if local.is_empty() || domain.is_empty() || domain.contains(char::is_whitespace) {
        return None;
    }
    let mut letters = local.chars();
    // The number of stars is fixed, so that it does not tell the length.
    match (letters.next(), letters.next()) {
        (Some(first), Some(_)) => Some(format!("{first}***@{domain}")),
        _ => Some(format!("***@{domain}")),
    }
}
