//! Signatures over plugins. The vault checks them; no workflow computes with keys.

use domain::plugin::{PublicKey, statement};

use crate::platform::vault;

/// Whether a signature under this key says anything.
pub fn is_public_key(key: &PublicKey) -> bool {
    vault::is_public_key(&bytes(key))
}

/// Whether the signature, in hexadecimal digits, is one of the plugin with this digest.
pub fn is_signed(digest: &str, key: &PublicKey, signature: &str) -> bool {
    let Ok(signature) = hex::decode(signature) else {
        return false;
    };
    vault::verify(&bytes(key), statement(digest).as_bytes(), &signature)
}

fn bytes(key: &PublicKey) -> Vec<u8> {
    // A public key is written in hexadecimal digits; no bytes are no key.
    hex::decode(key.to_string()).unwrap_or_default()
}
