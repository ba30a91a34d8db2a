//! Operators, and which of them is for which type of entity.

mod cipher;
mod digest;
mod mask;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use self::cipher::Key;
use self::digest::Digest;
use self::mask::Mask;
use crate::Error;
use crate::python::{self, Type};

/// Gives 32 fresh bytes, or none.
pub type Random<'a> = &'a mut dyn FnMut() -> Option<[u8; 32]>;

/// The operator of types that have none of their own.
const DEFAULT: &str = "DEFAULT";

/// What is done to entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// They are made unreadable.
    Anonymize,
    /// They are made readable again.
    Deanonymize,
}

/// An operator with its parameters.
pub(crate) enum Operator<'a> {
    /// Puts a value in the place; without one, the type.
    Replace(Option<&'a str>),
    /// Leaves nothing.
    Redact,
    /// Leaves everything.
    Keep,
    /// Puts a character in the place of some.
    Mask(Mask<'a>),
    /// Puts a hash in the place.
    Hash(Digest<'a>),
    /// Encrypts.
    Encrypt(Key<'a>),
    /// Decrypts.
    Decrypt(Key<'a>),
}

/// The operators of a request, by type of entity. Their parameters are checked where they are used, as Presidio does:
/// an operator that no entity needs may have wrong ones.
pub(crate) struct Configs(BTreeMap<String, Config>);

struct Config {
    name: Value,
    parameters: Map<String, Value>,
}

impl Configs {
    /// Reads the member of a request.
    pub(crate) fn read(value: Option<&Value>) -> Result<Self, Error> {
        let Some(value) = value else {
            return Ok(Self(BTreeMap::new()));
        };
        let members = value
            .as_object()
            .ok_or(Error::Form("operators must be an object"))?;
        let configs = members
            .iter()
            .map(|(entity_type, config)| Ok((entity_type.clone(), Config::read(config)?)));
        Ok(Self(configs.collect::<Result<_, Error>>()?))
    }

    /// Tells whether an operator of this name is among them.
    pub(crate) fn have(&self, name: &str) -> bool {
        self.0.values().any(|config| config.name == name)
    }

    /// These, and for all other types the one that puts the type in the place.
    pub(crate) fn with_default(mut self) -> Self {
        self.0.entry(DEFAULT.to_owned()).or_insert_with(|| Config {
            name: "replace".into(),
            parameters: Map::new(),
        });
        self
    }

    /// The operator for a type, and its name.
    pub(crate) fn operator(
        &self,
        entity_type: &str,
        direction: Direction,
    ) -> Result<(&'static str, Operator<'_>), Error> {
        let config = self.0.get(entity_type).or_else(|| self.0.get(DEFAULT));
        config.ok_or(Error::NoOperator)?.operator(direction)
    }
}

impl Config {
    fn read(value: &Value) -> Result<Self, Error> {
        let members = value
            .as_object()
            .ok_or(Error::Form("an operator must be an object"))?;
        let name = members.get("type").filter(|name| python::is_true(name));
        let name = name.ok_or(Error::Missing {
            whose: "operator config",
            member: "operator_name",
        })?;
        Ok(Self {
            name: name.clone(),
            parameters: members.clone(),
        })
    }

    fn operator(&self, direction: Direction) -> Result<(&'static str, Operator<'_>), Error> {
        use Direction::{Anonymize, Deanonymize};
        let given = &self.parameters;
        Ok(match (direction, self.name.as_str()) {
            (Anonymize, Some("replace")) => ("replace", replace(given)?),
            (Anonymize, Some("redact")) => ("redact", Operator::Redact),
            (Anonymize, Some("keep")) => ("keep", Operator::Keep),
            (Anonymize, Some("mask")) => ("mask", Operator::Mask(Mask::read(given)?)),
            (Anonymize, Some("hash")) => ("hash", Operator::Hash(Digest::read(given)?)),
            (Anonymize, Some("encrypt")) => ("encrypt", Operator::Encrypt(Key::read(given)?)),
            (Deanonymize, Some("decrypt")) => ("decrypt", Operator::Decrypt(Key::read(given)?)),
            (Deanonymize, Some("deanonymize_keep")) => ("deanonymize_keep", Operator::Keep),
            (_, None) if self.name.is_array() || self.name.is_object() => {
                return Err(Error::Form("type must be a text"));
            }
            _ => return Err(Error::Operator(python::shown(&self.name))),
        })
    }
}

fn replace(given: &Map<String, Value>) -> Result<Operator<'_>, Error> {
    let Some(new) = python::get(given, "new_value") else {
        return Ok(Operator::Replace(None));
    };
    python::check(new, "new_value", Type::Text)?;
    let new = new.as_str().filter(|new| !new.is_empty());
    Ok(Operator::Replace(new))
}

impl Operator<'_> {
    /// What stands in the place of a text afterwards.
    pub(crate) fn apply(
        &self,
        text: String,
        entity_type: &str,
        random: Random<'_>,
    ) -> Result<String, Error> {
        match self {
            Self::Replace(Some(new)) => Ok((*new).to_owned()),
            Self::Replace(None) => Ok(format!("<{entity_type}>")),
            Self::Redact => Ok(String::new()),
            Self::Keep => Ok(text),
            Self::Mask(mask) => Ok(mask.apply(&text)),
            Self::Hash(digest) => digest.apply(&text, random),
            Self::Encrypt(key) => key.encrypt(&text, random),
            Self::Decrypt(key) => key.decrypt(&text),
        }
    }
}
