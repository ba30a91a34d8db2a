#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod blocklist;
mod error;
mod lifetimes;
pub mod policy;
pub mod recovery;
pub mod throttle;
pub mod totp;

pub use error::Error;
pub use lifetimes::{Lifetimes, STEP_UP};
