#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod error;
mod message;
mod processor;

pub use error::Error;
pub use message::{VerifyKey, open};
pub use processor::Processor;
