//! Names of collections, fields and plugins.
//!
//! A name appears in paths, JSON pointers, look-up domains and SQL values, so it holds only
//! characters that mean the same in all of them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The longest name, in characters: the limit of PostgreSQL for identifiers.
const MAX_LENGTH: usize = 63;

/// The name of a collection: a lower-case letter, then lower-case letters, digits, `_` or `-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct CollectionName(String);

/// The text cannot be a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a name is a lower-case letter followed by up to 62 lower-case letters, digits, \"_\" or \"-\""
)]
pub struct InvalidName;

impl CollectionName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CollectionName {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        text.to_owned().try_into()
    }
}

impl TryFrom<String> for CollectionName {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        if is_name(&text) {
            Ok(Self(text))
        } else {
            Err(InvalidName)
        }
    }
}

impl From<CollectionName> for String {
    fn from(name: CollectionName) -> Self {
        name.0
    }
}

impl AsRef<str> for CollectionName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CollectionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Tells whether the text can name a collection, a field or a plugin.
pub(super) fn is_name(text: &str) -> bool {
    let rest = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    text.len() <= MAX_LENGTH
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_plain_names_only() {
        for name in [
            "people",
            "a",
            "time_sheets",
            "time-sheets",
            "v2",
            &"a".repeat(63),
        ] {
            assert_eq!(name.parse::<CollectionName>().unwrap().as_str(), name);
        }
        for name in [
            "",
            "People",
            "2people",
            "_x",
            "a b",
            "a/b",
            "a~b",
            "é",
            "a'; drop table record; --",
            &"a".repeat(64),
        ] {
            assert_eq!(name.parse::<CollectionName>(), Err(InvalidName), "{name}");
        }
    }
}
