//! `hash`: SHA-256 or SHA-512 of the text and a salt, in hexadecimal digits.
//!
//! Without a salt in the request every entity has one of its own, which is kept nowhere: equal texts have different
//! hashes then (Presidio since 2.2.361).

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256, Sha512};

use super::Random;
use crate::Error;
use crate::python;

/// The shortest salt in bytes.
const SHORTEST: usize = 16;

/// How a text is hashed.
pub(crate) struct Digest<'a> {
    is_long: bool,
    salt: Option<&'a str>,
}

impl<'a> Digest<'a> {
    /// Reads `hash_type` and `salt`.
    pub(crate) fn read(given: &'a Map<String, Value>) -> Result<Self, Error> {
        let is_long = match given.get("hash_type") {
            None => false,
            Some(Value::Null) => return Err(Error::Parameter("hash_type")),
            Some(Value::String(name)) if name == "sha256" => false,
            Some(Value::String(name)) if name == "sha512" => true,
            Some(other) => return Err(Error::HashType(python::shown(other))),
        };
        let salt = match given.get("salt") {
            None => None,
            Some(Value::String(salt)) if salt.len() < SHORTEST => {
                return Err(Error::Salt(salt.len()));
            }
            Some(Value::String(salt)) => Some(salt.as_str()),
            Some(Value::Array(items)) if items.is_empty() => return Err(Error::Salt(0)),
            Some(Value::Object(members)) if members.is_empty() => return Err(Error::Salt(0)),
            Some(_) => return Err(Error::Form("salt must be a text")),
        };
        Ok(Self { is_long, salt })
    }

    pub(crate) fn apply(&self, text: &str, random: Random<'_>) -> Result<String, Error> {
        let fresh;
        let salt = if let Some(salt) = self.salt {
            salt.as_bytes()
        } else {
            fresh = random().ok_or(Error::Randomness)?;
            &fresh
        };
        let salted = [text.as_bytes(), salt].concat();
        Ok(if self.is_long {
            hex::encode(Sha512::digest(salted))
        } else {
            hex::encode(Sha256::digest(salted))
        })
    }
}
