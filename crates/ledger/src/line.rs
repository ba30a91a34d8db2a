//! A line: its form, its hash and its signature.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use vault::signing::{self, SigningKey};

use crate::Error;

/// An entry, with when it was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<E> {
    /// Counts from 1.
    pub seq: u64,
    /// When it was added.
    pub at: Timestamp,
    /// What was added.
    pub entry: E,
    /// SHA-256 of the line: a [`Head`] of this size has it.
    pub hash: [u8; 32],
}

/// How far a ledger has come: what a later one must begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The number of lines.
    pub size: u64,
    /// SHA-256 of the last line; of an empty ledger, of its name.
    #[serde(with = "hex")]
    pub hash: [u8; 32],
}

/// Who can tell lines of a ledger from others.
#[derive(Debug, Clone)]
pub(crate) struct Verifier {
    /// The name of the ledger.
    pub(crate) name: &'static str,
    /// The public key it is signed with.
    pub(crate) public_key: [u8; 32],
}

/// What is signed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body<E> {
    at: Timestamp,
    entry: E,
    #[serde(with = "hex")]
    prev: [u8; 32],
    seq: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signed<E> {
    at: Timestamp,
    entry: E,
    #[serde(with = "hex")]
    prev: [u8; 32],
    seq: u64,
    #[serde(with = "hex")]
    signature: [u8; 64],
}

impl Head {
    /// The head of a ledger without lines.
    pub fn empty(name: &str) -> Self {
        Self {
            size: 0,
            hash: Sha256::digest(name).into(),
        }
    }

    /// The head after this line.
    fn after(self, line: &str) -> Self {
        Self {
            size: self.size.saturating_add(1),
            hash: Sha256::digest(line).into(),
        }
    }
}

/// Writes the line of an entry that follows this head, and gives the head after it.
pub(crate) fn write<E: Serialize>(
    name: &str,
    key: &SigningKey,
    head: Head,
    at: Timestamp,
    entry: &E,
) -> Result<(String, Head), Error> {
    let seq = head.size.saturating_add(1);
    let body = Body {
        at,
        entry,
        prev: head.hash,
        seq,
    };
    let signature = key.sign(&message(name, &canonical(&body)?));
    let line = canonical(&Signed {
        at,
        entry,
        prev: head.hash,
        seq,
        signature,
    })?;
    let head = head.after(&line);
    Ok((line, head))
}

/// Reads the line that must follow this head. The signature is another matter: [`is_signed`].
pub(crate) fn read<E: Serialize + DeserializeOwned>(
    head: Head,
    text: &str,
) -> Result<(Line<E>, Head), &'static str> {
    let signed: Signed<E> =
        serde_json::from_str(text).map_err(|_| "is not of the form that a line has")?;
    // One form a line: else a line could be altered and mean the same.
    if canonical(&signed).ok().as_deref() != Some(text) {
        return Err("is not canonical");
    }
    let Signed {
        at,
        entry,
        prev,
        seq,
        ..
    } = signed;
    if prev != head.hash || seq != head.size.saturating_add(1) {
        return Err("does not follow the line before");
    }
    let head = head.after(text);
    let line = Line {
        seq,
        at,
        entry,
        hash: head.hash,
    };
    Ok((line, head))
}

impl Verifier {
    /// Whether a line was signed for this ledger.
    pub(crate) fn is_signed(&self, text: &str) -> bool {
        let Ok(signed) = serde_json::from_str::<Signed<serde_json::Value>>(text) else {
            return false;
        };
        let Signed {
            at,
            entry,
            prev,
            seq,
            signature,
        } = signed;
        let body = Body {
            at,
            entry,
            prev,
            seq,
        };
        canonical(&body).is_ok_and(|body| {
            signing::verify(&self.public_key, &message(self.name, &body), &signature)
        })
    }
}

fn message(name: &str, body: &str) -> Vec<u8> {
    [name.as_bytes(), b"\n", body.as_bytes()].concat()
}

fn canonical(value: &impl Serialize) -> Result<String, Error> {
    serde_json_canonicalizer::to_string(value).map_err(Error::Entry)
}
