//! Recovery codes: ten, of which each lets in once who lost the authenticator (OWASP ASVS 5.0, 6.5.2 and 6.5.3).

use sha2::{Digest as _, Sha256};
use totp_rs::Secret;

/// How many there are.
pub const COUNT: usize = 10;
/// Random bytes of one: 80 bits, so that a fast hash of it can be kept.
pub const BYTES: usize = 10;

/// Writes a code: base32 in groups of four, such as `k5qw-4zlg-nbxw-y3dp`.
pub fn spell(random: [u8; BYTES]) -> String {
    let text = Secret::from(random.to_vec()).to_base32().to_lowercase();
    let letters: Vec<char> = text.chars().collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join("-")
}

/// Hashes a code as it is kept: SHA-256, hexadecimal. Case, spaces and hyphens do not matter.
pub fn hash(code: &str) -> String {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    hex::encode(Sha256::digest(plain.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_however_it_is_typed() {
        let code = spell([0x57; BYTES]);
        assert_eq!(code.len(), 19);
        assert_eq!(hash(&code), hash(&code.to_uppercase().replace('-', " ")));
        assert_ne!(hash(&code), hash(&spell([0x58; BYTES])));
    }
}
