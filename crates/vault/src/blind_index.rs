//! Look-up without reading: equal values give equal bytes, and the bytes give no value.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::derive::{self, Purpose};
use crate::key::Key;

/// Makes HMAC-SHA-256 (RFC 2104) of each value under the key of a tenant and a domain.
///
/// The key is a tenant's: without it, a list of all telephone numbers would find them by trial,
/// and one tenant could tell whom another one knows.
pub(crate) fn digests(tenant: &Key, domain: &str, values: &[String]) -> Vec<Vec<u8>> {
    let key = derive::key(tenant.as_bytes(), Purpose::BlindIndex(domain));
    #[expect(
        clippy::expect_used,
        reason = "HMAC takes a key of any length (RFC 2104, section 3)"
    )]
    let keyed = Hmac::<Sha256>::new_from_slice(key.as_slice()).expect("a key of any length");
    values
        .iter()
        .map(|value| {
            let mut mac = keyed.clone();
            mac.update(value.as_bytes());
            mac.finalize().into_bytes().to_vec()
        })
        .collect()
}
