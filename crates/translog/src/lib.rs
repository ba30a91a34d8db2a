#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod bundle;
mod checkpoint;
mod error;
mod frontier;
mod hash;
mod key;
mod node;
mod note;
mod plan;
mod tile;
mod verify;

pub use bundle::{MOST_ENTRY_BYTES, decode_entries, encode_entries};
pub use checkpoint::{Checkpoint, Cosigned, Opened};
pub use error::Error;
pub use frontier::Frontier;
pub use hash::{EMPTY_ROOT, Hash, leaf_hash, node_hash};
pub use key::{Algorithm, KeyId, SignerKey, VerifierKey};
pub use node::{MOST_LEAVES, Node, Nodes};
pub use note::{MOST_NOTE_BYTES, MOST_SIGNATURES, Note, NoteSignature, Verified};
pub use plan::Plan;
pub use tile::{Tile, TileKind, TileNodes, WIDTH};
pub use verify::{verify_consistency, verify_inclusion};
