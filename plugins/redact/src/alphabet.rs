//! Alphabets of tokens.

use std::borrow::Cow;

use lethe_plugin::Refusal;
use serde::Deserialize;

use crate::operate::ensure;

/// The characters that a token consists of.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Alphabet {
    /// 0–9.
    Digits,
    /// 0–9 and a–f.
    Hexadecimal,
    /// a–z.
    Letters,
    /// 0–9 and a–z.
    #[default]
    Alphanumeric,
    /// These, 2 to 256 different ones.
    Characters(String),
}

impl Alphabet {
    /// The characters, in the order of their numerals.
    pub(crate) fn characters(&self) -> Vec<char> {
        const ALL: &str = "0123456789abcdefghijklmnopqrstuvwxyz";
        let all: Cow<'_, str> = match self {
            Self::Digits => ALL.chars().take(10).collect(),
            Self::Hexadecimal => ALL.chars().take(16).collect(),
            Self::Letters => ALL.chars().skip(10).collect(),
            Self::Alphanumeric => ALL.into(),
            Self::Characters(characters) => characters.into(),
        };
        all.chars().collect()
    }

    /// Refuses an alphabet of too few or too many characters, or with one twice.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        let mut characters = self.characters();
        let written = characters.len();
        characters.sort_unstable();
        characters.dedup();
        ensure(
            characters.len() == written && (2..=256).contains(&written),
            "`alphabet` has 2 to 256 different characters",
        )
    }
}
