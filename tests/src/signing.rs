//! Signs plugins as whoever wrote them does, with a program of their own: what is signed stands in the documentation.

use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};

/// Somebody who signs plugins.
pub struct Signer(SigningKey);

impl Signer {
    /// The signer of this number, the same each time.
    pub fn new(number: u32) -> Self {
        let mut seed = [7; 32];
        seed[..4].copy_from_slice(&number.to_le_bytes());
        Self(SigningKey::from_bytes(&seed))
    }

    /// The public key, as it is registered.
    pub fn public_key(&self) -> String {
        hex::encode(self.0.verifying_key().to_bytes())
    }

    /// The signature of a plugin with this digest, as an upload carries it.
    pub fn signature(&self, digest: &str) -> Value {
        let signature = self
            .0
            .sign(format!("lethe-plugin-sha256:{digest}").as_bytes());
        json!({
            "public_key": self.public_key(), "signature": hex::encode(signature.to_bytes()),
        })
    }
}
