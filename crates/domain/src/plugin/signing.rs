//! Who vouches for a plugin: public keys, and what is signed with them.

use std::fmt;
use std::str::FromStr;

/// The text given for a public key is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a public key: expected 64 lower-case hexadecimal digits")]
pub struct InvalidPublicKey;

/// The public part of an Ed25519 key (RFC 8032), written as 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey(String);

impl FromStr for PublicKey {
    type Err = InvalidPublicKey;

    fn from_str(text: &str) -> Result<Self, InvalidPublicKey> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == 64 && text.bytes().all(is_digit) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidPublicKey)
        }
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is signed to vouch for a plugin, given the SHA-256 of its file in lower-case hexadecimal digits. It names what it
/// is about, so that nothing that is signed for something else can stand for it.
pub fn statement(digest: &str) -> String {
    format!("lethe-plugin-sha256:{digest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_key_has_one_spelling() {
        let key = "0123456789abcdef".repeat(4);
        assert_eq!(key.parse::<PublicKey>().unwrap().to_string(), key);
        for wrong in ["", &key[1..], &key.to_uppercase(), &key.replace('f', "g")] {
            assert_eq!(wrong.parse::<PublicKey>(), Err(InvalidPublicKey), "{wrong}");
        }
    }
}
