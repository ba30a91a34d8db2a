//! Hashes of leaves and of nodes (RFC 6962, 2.1; RFC 9162, 2.1.1). What is hashed begins with a byte that tells the
//! two apart, so that a node cannot be passed off as an entry.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::Error;

/// SHA-256 of a leaf, a node, or the empty tree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

/// The root of the tree without leaves: SHA-256 of nothing.
pub const EMPTY_ROOT: Hash = Hash([
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
    0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
]);

/// The hash of an entry as a leaf.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Hash(
        Sha256::new()
            .chain_update([0])
            .chain_update(entry)
            .finalize()
            .into(),
    )
}

/// The hash of a node with two children.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let state = Sha256::new().chain_update([1]);
    Hash(
        state
            .chain_update(left.0)
            .chain_update(right.0)
            .finalize()
            .into(),
    )
}

/// The root of neighbouring subtrees from the left to the right, of which each but the last is complete and as high
/// as the one before or lower; none of none.
pub(crate) fn joined(subtrees: impl DoubleEndedIterator<Item = Hash>) -> Option<Hash> {
    subtrees
        .rev()
        .reduce(|right, left| node_hash(&left, &right))
}

impl Hash {
    /// Reads standard base64 with padding.
    ///
    /// # Errors
    /// It is something else, or not of 32 bytes.
    pub fn from_base64(text: &str) -> Result<Self, Error> {
        let bytes = STANDARD.decode(text).map_err(|_| Error::Hash)?;
        Self::from_slice(&bytes)
    }

    /// Reads 32 bytes.
    ///
    /// # Errors
    /// There are more or fewer.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, Error> {
        bytes.try_into().map(Self).map_err(|_| Error::Hash)
    }

    /// Standard base64 with padding: 44 characters.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(self.0)
    }
}

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_of_no_leaves_is_the_hash_of_nothing() {
        assert_eq!(EMPTY_ROOT.0, <[u8; 32]>::from(Sha256::digest([])));
    }

    #[test]
    fn an_entry_that_looks_like_a_node_is_no_node() {
        let (one, another) = (leaf_hash(b"a"), leaf_hash(b"b"));
        let forged = [&[1], &one.0[..], &another.0[..]].concat();
        assert_ne!(leaf_hash(&forged), node_hash(&one, &another));
        assert_ne!(leaf_hash(&forged[1..]), node_hash(&one, &another));
    }

    #[test]
    fn a_hash_is_44_characters_of_base64() {
        let hash = leaf_hash(b"entry");
        assert_eq!(Hash::from_base64(&hash.to_base64()), Ok(hash));
        for text in [
            "",
            "AAAA",
            &hash.to_base64()[..43],
            &format!("{}=", hash.to_base64()),
        ] {
            assert_eq!(Hash::from_base64(text), Err(Error::Hash), "{text}");
        }
    }
}
