//! Backups, and what lets nobody come back with one.
//!
//! A backup holds all rows as they are kept, sealed, and none of the keys. Keys are copied into the *safe*: folders
//! beside the data that hold one state of the keys and no history, and the ledger of who was forgotten. Data
//! without keys is of no use, and a key that is gone from database and safe is gone from every backup. Whoever
//! restores brings both together, and forgets again who was forgotten since.

mod burial;
mod chain;
mod check;
mod content;
mod error;
mod examine;
mod expiry;
mod file_keys;
mod keys;
mod load;
mod log;
mod make;
mod replay;
mod restore;
mod rewrapping;
mod safe;
mod schedule;

pub use burial::{Burier, bury};
pub use chain::{Chained, Made, Standing, standings};
pub use check::{Checked, check};
pub use error::Error;
pub use expiry::expire;
pub use keys::remove as discard;
pub use make::make;
pub use replay::{Forgotten, replay};
pub use restore::{Restored, restore};
pub use rewrapping::{Rewrapped, rewrap};
pub use safe::{Buried, Safe};
pub use schedule::{Backups, Plan, back_up};
