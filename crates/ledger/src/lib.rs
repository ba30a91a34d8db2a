#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod error;
mod file;
mod ledgers;
mod line;

pub use error::Error;
pub use ledgers::{Held, Keys, Ledger};
pub use line::{Head, Line};
