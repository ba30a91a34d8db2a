//! What is wrong with a log, a proof, a note or a tile. Messages hold no entry and no key.

use crate::Node;

/// What cannot be read, made or believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A leaf is not in a tree of that size, or an older tree is larger than the newer.
    #[error("{asked} is beyond a tree of {size} leaves")]
    Beyond {
        /// The leaf's index or the older size.
        asked: u64,
        /// The size of the tree.
        size: u64,
    },
    /// A tree has more than [`MOST_LEAVES`](crate::MOST_LEAVES).
    #[error("a tree has at most {} leaves", crate::MOST_LEAVES)]
    TooLarge,
    /// A hash that a proof needs is not there.
    #[error("no hash is stored for node {} of level {}", .0.index, .0.level)]
    MissingNode(Node),
    /// The bytes are not those of a frontier.
    #[error("not the bytes of a frontier")]
    Frontier,
    /// A proof does not lead to the root.
    #[error("the proof does not lead to the root")]
    Proof,
    /// A hash is not 32 bytes, or not in base64.
    #[error("not a hash of 32 bytes")]
    Hash,
    /// The bytes are not those of a signed note.
    #[error("not a signed note: {0}")]
    Note(&'static str),
    /// A key is not one, is weak, or its id is of another.
    #[error("not a key: {0}")]
    Key(&'static str),
    /// A key of another kind is needed.
    #[error("a key of this kind cannot sign so")]
    Algorithm,
    /// A signature that names a known key is not one of it.
    #[error("a signature is not one of the key that it names")]
    Signature,
    /// No known key has signed.
    #[error("no known key has signed")]
    Unsigned,
    /// Two known keys share a name and an id, so that signatures do not tell which is meant.
    #[error("two keys share a name and an id")]
    AmbiguousKey,
    /// The text of a note is not that of a checkpoint.
    #[error("not a checkpoint: {0}")]
    Checkpoint(&'static str),
    /// The checkpoint is of another log than the key.
    #[error("the checkpoint is of another log")]
    OtherLog,
    /// A path is not one of a tile.
    #[error("not the path of a tile")]
    TilePath,
    /// The bytes are not those of this tile.
    #[error("not the bytes of this tile")]
    Tile,
    /// The bytes are not those of entries, or an entry is too long to be among them.
    #[error("not a bundle of entries")]
    Bundle,
}
