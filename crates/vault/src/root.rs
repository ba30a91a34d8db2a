//! The root key: the one secret that is not wrapped by another; and while it is rotated, the one before it.

use std::fmt;

use subtle::ConstantTimeEq as _;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::Error;
use crate::derive;

/// What the name of a root key is derived for.
const NAME: &str = "lethe root key name";

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

    /// Names the key, and says nothing about it: by this it is told which root key something needs.
    pub fn name(&self) -> [u8; 16] {
        derive::key_and_commitment(&self.0, derive::Purpose::External(NAME)).1
    }

    /// Whether two root keys are one; takes the same time whatever they are.
    pub fn is_same(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The root keys that can be read with. What is made is made under the current one; under the former one things are
/// only opened, until all of them are rewrapped and it is dropped (NIST SP 800-57 part 1, section 5.3.4:
/// originator's and recipient's usage period).
#[derive(Debug, Clone)]
pub struct RootKeys {
    current: RootKey,
    former: Option<RootKey>,
}

impl RootKeys {
    /// Takes the current root key, and the former one while it is rotated. A former one that is the current one is none.
    pub fn new(current: RootKey, former: Option<RootKey>) -> Self {
        let former = former.filter(|former| !former.is_same(&current));
        Self { current, former }
    }

    /// The one that wraps and signs.
    pub const fn current(&self) -> &RootKey {
        &self.current
    }

    /// The one that was current before, while something may still need it.
    pub const fn former(&self) -> Option<&RootKey> {
        self.former.as_ref()
    }

    /// The one with this name, if it is there.
    pub fn named(&self, name: &[u8; 16]) -> Option<&RootKey> {
        let mut keys = std::iter::once(&self.current).chain(&self.former);
        keys.find(|key| key.name().ct_eq(name).into())
    }
}

impl From<RootKey> for RootKeys {
    fn from(current: RootKey) -> Self {
        Self::new(current, None)
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
    fn a_former_key_is_another_than_the_current_one() {
        let [one, two] = [1, 2].map(|byte| RootKey::from_bytes([byte; 32]));
        assert!(
            RootKeys::new(one.clone(), Some(one.clone()))
                .former()
                .is_none()
        );
        let keys = RootKeys::new(two.clone(), Some(one.clone()));
        for key in [&one, &two] {
            let found = keys.named(&key.name());
            assert!(found.is_some_and(|found| found.is_same(key)));
        }
        assert!(RootKeys::from(two).named(&one.name()).is_none());
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
