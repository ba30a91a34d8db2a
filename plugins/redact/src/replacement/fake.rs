//! Replacement by made-up values.

use lethe_plugin::{Field, Refusal, Table, ValueType};
use serde::Deserialize;

use super::names::{CITIES, FAMILY, GIVEN, WORDS};
use crate::keyed::{Draws, Keyed};
use crate::operate::{Operate, TextFunction, answering, of_type};
use crate::run::Run;

/// Replaces a text by a made-up one from a short built-in list. Equal texts of a field get equal ones within
/// a run: this is pseudonymization. Different texts may get equal ones too.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Fake {
    /// What is made up.
    kind: Kind,
}

/// What is made up.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A given name of any gender.
    GivenName,
    /// A family name.
    FamilyName,
    /// A given name and a family name.
    Name,
    /// An address at example.org, which reaches nobody (RFC 2606).
    Email,
    /// A city that does not exist.
    City,
    /// A word.
    Word,
}

impl Operate for Fake {
    fn fits(&self, _: &Table, field: &Field) -> Result<(), Refusal> {
        of_type(field, &[ValueType::Text], "fake works on text")
    }

    fn text<'a>(&'a self, run: &'a Run<'_>, field: &Field) -> Option<TextFunction<'a>> {
        let keyed = Keyed::labelled(run, "fake", field.name);
        Some(answering(move |text| {
            let parts = [text.as_bytes()];
            let mut draws = keyed.draws(&parts);
            match self.kind {
                Kind::GivenName => one(&mut draws, GIVEN).map(str::to_owned),
                Kind::FamilyName => one(&mut draws, FAMILY).map(str::to_owned),
                Kind::Name => Some(format!(
                    "{} {}",
                    one(&mut draws, GIVEN)?,
                    one(&mut draws, FAMILY)?
                )),
                Kind::Email => {
                    let (given, family) = (one(&mut draws, GIVEN)?, one(&mut draws, FAMILY)?);
                    Some(format!("{given}.{family}@example.org").to_ascii_lowercase())
                }
                Kind::City => one(&mut draws, CITIES).map(str::to_owned),
                Kind::Word => one(&mut draws, WORDS).map(str::to_owned),
            }
        }))
    }
}

fn one(draws: &mut Draws<'_>, list: &[&'static str]) -> Option<&'static str> {
    list.get(draws.index(list.len())?).copied()
}
