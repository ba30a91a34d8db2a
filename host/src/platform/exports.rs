//! Files in the making, which an instance of a workflow holds by handles.

use ::engine::Export;

use super::runs::Asked;

/// Files that an instance may write at a time; each holds the memory of a plugin.
pub(super) const MOST: usize = 4;

/// A file in the making.
#[expect(
    unreachable_pub,
    reason = "the generated bindings, which are public, name it"
)]
pub struct Handle {
    pub(super) asked: Asked,
    /// What was written when it was begun, until it is asked for.
    pub(super) first: Vec<u8>,
    /// None once it has ended or failed.
    pub(super) export: Option<Export>,
}
