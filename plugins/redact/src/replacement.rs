//! Replacement: another value in the place of each.

mod dictionary;
mod fake;
mod names;
mod replace;
mod shuffle;

pub use dictionary::Dictionary;
pub use fake::{Fake, Kind};
pub use replace::Replace;
pub use shuffle::Shuffle;
