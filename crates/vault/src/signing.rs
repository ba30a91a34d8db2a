//! Signatures under keys of a tenant's people, of which only the public part is ever known here: Ed25519
//! (RFC 8032).

use ed25519_dalek::{Signature, Signer as _, VerifyingKey};

use crate::{Entropy, Error};

/// Whether these bytes are a public key under which a signature says anything: 32 bytes, a point of the
/// curve, and none of the few points under which one signature fits every message.
pub fn is_public_key(bytes: &[u8]) -> bool {
    public_key(bytes).is_some()
}

/// Whether the signature (64 bytes) is one of the message under the public key. Of several encodings of one
/// signature only the one of RFC 8032 counts.
pub fn verify(public: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let (Some(key), Ok(signature)) = (public_key(public), Signature::from_slice(signature)) else {
        return false;
    };
    key.verify_strict(message, &signature).is_ok()
}

fn public_key(bytes: &[u8]) -> Option<VerifyingKey> {
    let key = VerifyingKey::from_bytes(bytes.try_into().ok()?).ok()?;
    // A coordinate beyond the field is no encoding of a point (RFC 8032, section 5.1.3).
    let is_canonical = key.to_edwards().compress().as_bytes() == bytes;
    (is_canonical && !key.is_weak()).then_some(key)
}

/// The secret part of a key, which its owner keeps. It is wiped when it is dropped.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// Makes a new one.
    ///
    /// # Errors
    /// [`Error::Unavailable`] without entropy.
    pub fn generate(entropy: &mut impl Entropy) -> Result<Self, Error> {
        let mut seed = zeroize::Zeroizing::new([0; 32]);
        entropy.fill(seed.as_mut())?;
        Ok(Self::from_bytes(&seed))
    }

    /// Takes one that was kept: the 32 bytes that RFC 8032 calls the private key.
    pub fn from_bytes(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// The 32 bytes to keep.
    pub fn to_bytes(&self) -> zeroize::Zeroizing<[u8; 32]> {
        zeroize::Zeroizing::new(self.0.to_bytes())
    }

    /// The public part.
    pub fn public_key(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// Signs a message.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The second test of RFC 8032, section 7.1.
    const SEED: &str = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
    const PUBLIC: &str = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    const SIGNATURE: &str = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                             085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

    fn key() -> SigningKey {
        SigningKey::from_bytes(&hex::decode(SEED).unwrap().try_into().unwrap())
    }

    #[test]
    fn a_signature_is_that_of_the_standard() {
        assert_eq!(hex::encode(key().public_key()), PUBLIC);
        assert_eq!(hex::encode(key().sign(&[0x72])), SIGNATURE);
        assert_eq!(hex::encode(key().to_bytes()), SEED);
    }

    #[test]
    fn a_signature_counts_for_its_message_and_its_key_alone() {
        let (public, signature) = (key().public_key(), key().sign(b"message"));
        assert!(verify(&public, b"message", &signature));
        assert!(!verify(&public, b"another", &signature));
        let other = SigningKey::from_bytes(&[7; 32]).public_key();
        assert!(!verify(&other, b"message", &signature));
        for place in 0..64 {
            let mut altered = signature;
            altered[place] ^= 1;
            assert!(!verify(&public, b"message", &altered), "byte {place}");
        }
        assert!(!verify(&public, b"message", &signature[..63]));
        assert!(!verify(&public[..31], b"message", &signature));
    }

    #[test]
    fn a_key_under_which_anything_is_signed_is_none() {
        assert!(is_public_key(&key().public_key()));
        // The neutral element, and the point of order two.
        let mut neutral = [0; 32];
        neutral[0] = 1;
        let mut second = [0xff; 32];
        (second[0], second[31]) = (0xec, 0x7f);
        for weak in [neutral, second, [0; 32]] {
            assert!(!is_public_key(&weak));
        }
        // No point has this coordinate.
        let mut off = [0; 32];
        off[0] = 2;
        assert!(!is_public_key(&off));
        assert!(!is_public_key(&[]));
    }
}
