//! Keyed operators: pseudonymization, and draws that are the same in every run with the same seed.

mod ff1;
mod hash;
mod mac;
mod pseudonym;

pub use ff1::Ff1;
pub use hash::Hash;
pub(crate) use mac::{Draws, Keyed, bytes_of};
pub use pseudonym::Pseudonym;
