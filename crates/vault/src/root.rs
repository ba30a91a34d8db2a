//! The root key: the one secret that is not wrapped by another.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::Error;
use crate::derive;

/// The root key. It is wiped when it is dropped, and `Debug` does not show it.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct RootKey([u8; 32]);

impl RootKey {
    /// Takes 32 random bytes as the root key.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads the root key from 64 hexadecimal digits; space around them does not matter.
    ///
    /// # Errors
    /// [`Error::InvalidRootKey`], which does not repeat the text.
    pub fn parse_hex(text: &str) -> Result<Self, Error> {
        let mut bytes = Zeroizing::new([0; 32]);
        hex::decode_to_slice(text.trim(), bytes.as_mut()).map_err(|_| Error::InvalidRootKey)?;
        Ok(Self(*bytes))
    }

    /// The key as 64 hexadecimal digits, for handing it to another vault of the same application.
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(self.0))
    }

    /// Derives a key for something else than wrapping, such as the MAC of compiled plugins.
    ///
    /// HKDF-SHA-256 (RFC 5869). Two purposes give keys that say nothing about each other, about
    /// the root key, or about any key of the vault.
    pub fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        derive::key(&self.0, derive::Purpose::External(purpose))
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for RootKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RootKey(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_hex_in_both_cases_with_space_around() {
        let text = "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F\n";
        let bytes: [u8; 32] = std::array::from_fn(|i| u8::try_from(i).unwrap());
        let key = RootKey::parse_hex(text).unwrap();
        assert_eq!(key.as_bytes(), &bytes);
        assert_eq!(*key.to_hex(), text.trim().to_lowercase());
    }

    #[test]
    fn refuses_what_is_not_32_bytes_of_hex() {
        for text in ["", "00", &"0".repeat(63), &"0".repeat(66), &"g".repeat(64)] {
            let refused = RootKey::parse_hex(text).map(|_| ());
            assert_eq!(refused, Err(Error::InvalidRootKey), "{text}");
        }
    }

    #[test]
    fn debug_does_not_show_the_key() {
        let shown = format!("{:?}", RootKey::from_bytes([0xAB; 32]));
        assert_eq!(shown, "RootKey(redacted)");
    }

    #[test]
    fn purposes_and_roots_give_different_keys() {
        let root = RootKey::from_bytes([1; 32]);
        assert_eq!(root.derive("artifacts"), root.derive("artifacts"));
        assert_ne!(root.derive("artifacts"), root.derive("artifact"));
        let other = RootKey::from_bytes([2; 32]);
        assert_ne!(root.derive("artifacts"), other.derive("artifacts"));
        assert_ne!(*root.derive("artifacts"), [1; 32]);
    }
}
