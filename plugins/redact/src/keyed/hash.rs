//! Keyed hashing: pseudonymization.

use hmac::{Hmac, KeyInit, Mac};
use lethe_plugin::Context;
use sha2::Sha256;

/// The first 128 bits of HMAC-SHA-256 (RFC 2104) over collection, field and text, keyed with the run's seed.
///
/// Collection and field are part of the input, so that equal texts in two fields cannot be linked.
pub(crate) fn pseudonym<P>(context: &Context<P>, field: &str, text: &str) -> String {
    // HMAC takes keys of any length; were it not so, the value would be removed rather than left.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&context.seed.to_be_bytes()) else {
        return String::new();
    };
    for part in [&context.collection, field, text] {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    let digest = mac.finalize().into_bytes();
    digest
        .iter()
        .take(16)
        .fold(String::with_capacity(32), |mut hex, byte| {
            for nibble in [byte >> 4, byte & 15] {
                hex.extend(char::from_digit(u32::from(nibble), 16));
            }
            hex
        })
}
