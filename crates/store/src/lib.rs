#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod audit;
pub mod blind_index;
pub mod collections;
mod decode;
mod error;
pub mod idempotency;
mod insert;
pub mod migrations;
mod page;
pub mod plugins;
mod port;
pub mod receipts;
pub mod records;
pub mod requests;
pub mod residue;
mod scope;
#[cfg(feature = "sqlx")]
pub mod sqlx;
pub mod subject_keys;
pub mod subjects;
pub mod tenants;
pub mod tokens;
mod tx;

pub use error::Error;
pub use page::Page;
pub use port::{Dialect, Row, Sql, Value};
pub use scope::{Actor, TenantKey, TenantScope};
pub use tx::Tx;
