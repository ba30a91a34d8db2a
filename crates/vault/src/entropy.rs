//! Where randomness comes from. The vault has none of its own, so that tests can choose it and the
//! crate compiles for every target.

use crate::Error;

/// A source of bytes that nobody can guess: the operating system's generator, outside tests.
pub trait Entropy {
    /// Fills the buffer.
    ///
    /// # Errors
    /// When there is no entropy; the call that needed it then does nothing.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Error>;
}
