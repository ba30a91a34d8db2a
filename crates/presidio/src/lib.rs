#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod answer;
mod conflict;
mod error;
mod found;
mod operators;
mod python;
mod request;
mod text;

pub use answer::{Answer, Item};
pub use error::Error;
pub use operators::Random;
pub use request::{ANONYMIZERS, DEANONYMIZERS, anonymize, deanonymize};
