//! SHA-256 in hexadecimal, as digests stand in receipts and names of plugins.

use sha2::{Digest, Sha256};

/// SHA-256 of some bytes, as 64 lower-case hexadecimal digits.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    to_hex(&Sha256::digest(bytes))
}

/// What `hex::encode` gives, without going character by character: short runs are mostly this.
pub(crate) fn to_hex(hash: &[u8]) -> String {
    let mut digits = vec![0; hash.len() * 2];
    match hex::encode_to_slice(hash, &mut digits) {
        Ok(()) => String::from_utf8(digits).unwrap_or_default(),
        Err(_) => hex::encode(hash),
    }
}
