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
    /// The public keys it is signed with: the current one, and while it is rotated the former one.
    pub(crate) public_keys: Vec<[u8; 32]>,
    /// Heads that were vouched for with one of them, whoever signed their lines.
    pub(crate) vouched: Vec<Head>,
}

/// A head that was vouched for, as it is written beside a copy.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vouched {
    #[serde(with = "hex")]
    hash: [u8; 32],
    #[serde(with = "hex")]
    signature: [u8; 64],
    size: u64,
}

/// Vouches for a head, and so for all lines before it.
pub(crate) fn vouch(name: &str, key: &SigningKey, head: Head) -> Result<String, Error> {
    let signature = key.sign(&head_message(name, head)?);
    let Head { size, hash } = head;
    canonical(&Vouched {
        hash,
        signature,
        size,
    })
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

/// Reads the line that must follow this head. The signature is another matter: [`Verifier::is_vouched`].
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
    /// Whether a line vouches for all before it: it was signed for this ledger, or its head was vouched for since.
    pub(crate) fn is_vouched(&self, last: &str, head: Head) -> bool {
        self.is_signed(last) || self.vouched.contains(&head)
    }

    /// The head that a text vouches for; none when it was altered or signed with another key.
    pub(crate) fn vouched_in(&self, text: &str) -> Option<Head> {
        let Vouched {
            hash,
            signature,
            size,
        } = serde_json::from_str(text.trim()).ok()?;
        let head = Head { size, hash };
        let message = head_message(self.name, head).ok()?;
        self.is_by_us(&message, &signature).then_some(head)
    }

    fn is_by_us(&self, message: &[u8], signature: &[u8]) -> bool {
        let mut keys = self.public_keys.iter();
        keys.any(|key| signing::verify(key, message, signature))
    }

    /// Whether a line was signed for this ledger.
    fn is_signed(&self, text: &str) -> bool {
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
        canonical(&body).is_ok_and(|body| self.is_by_us(&message(self.name, &body), &signature))
    }
}

fn message(name: &str, body: &str) -> Vec<u8> {
    [name.as_bytes(), b"\n", body.as_bytes()].concat()
}

/// What vouches for a head cannot pass for a line: no name of a ledger ends so.
fn head_message(name: &str, head: Head) -> Result<Vec<u8>, Error> {
    Ok(message(&format!("{name} head"), &canonical(&head)?))
}

fn canonical(value: &impl Serialize) -> Result<String, Error> {
    serde_json_canonicalizer::to_string(value).map_err(Error::Entry)
}
