#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod binding;
mod blind_index;
mod derive;
mod entropy;
mod envelope;
mod error;
mod file_key;
mod key;
mod mirror;
pub mod passwords;
mod root;
mod sheet;
pub mod signing;
pub mod stream;
#[cfg(test)]
mod tests;
mod vault;

pub use entropy::Entropy;
pub use error::Error;
pub use file_key::FileKey;
pub use key::{SigningKey, SubjectKey, TenantKey};
pub use root::{RootKey, RootKeys};
pub use sheet::{Cell, Sheet};
pub use vault::Vault;
