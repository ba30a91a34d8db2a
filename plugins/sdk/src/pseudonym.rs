//! Pseudonyms under a key of the tenant's.

use crate::bindings::anonymizer::lethe::plugin::pseudonym::derive;

/// The pseudonym of a text: 32 hexadecimal digits. Equal texts of a tenant have equal pseudonyms in every run of
/// every plugin, within a scope; texts in different scopes cannot be linked. No plugin sees the key.
///
/// In an author's own tests there is no key, and the pseudonym is one that anybody could make.
///
/// ```
/// let ada = lethe_plugin::pseudonym("staff", "Ada");
/// assert_eq!(ada, lethe_plugin::pseudonym("staff", "Ada"));
/// assert_ne!(ada, lethe_plugin::pseudonym("guests", "Ada"));
/// assert_eq!(ada.len(), 32);
/// ```
pub fn pseudonym(scope: &str, text: &str) -> String {
    if cfg!(target_family = "wasm") {
        return derive(scope, text);
    }
    stand_in(scope, text)
}

/// FNV-1a of 128 bits: as long as the true one, and as different for different texts.
fn stand_in(scope: &str, text: &str) -> String {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let parts = scope.bytes().chain([0]).chain(text.bytes());
    let hash = parts.fold(BASIS, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(PRIME)
    });
    format!("{hash:032x}")
}
