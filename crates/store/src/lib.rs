#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod accounts;
pub mod agents;
pub mod audit;
pub mod blind_index;
pub mod collections;
pub mod consents;
pub mod deadlines;
mod decode;
pub mod deliveries;
pub mod disposal;
pub mod do_not_contact;
pub mod documents;
#[cfg(feature = "operator")]
pub mod dump;
mod either;
mod error;
pub mod groups;
pub mod guesses;
pub mod held_erasures;
pub mod holdings;
pub mod holds;
pub mod idempotency;
mod insert;
pub mod jobs;
#[cfg(feature = "operator")]
pub mod key_copies;
mod line;
pub mod migrations;
pub mod offboarding;
mod page;
pub mod password_policy;
pub mod plugin_failures;
pub mod plugin_keys;
pub mod plugin_logs;
pub mod plugin_quotas;
pub mod plugins;
pub mod policies;
mod port;
pub mod protocol_requests;
pub mod publications;
pub mod purposes;
pub mod receipts;
pub mod records;
pub mod requests;
pub mod residue;
pub mod restrictions;
pub mod retention_policies;
mod scope;
mod scoped;
pub mod sessions;
pub mod settings;
pub mod sqlstate;
#[cfg(feature = "sqlx")]
pub mod sqlx;
pub mod subject_keys;
pub mod subjects;
pub mod sweeps;
pub mod templates;
#[cfg(feature = "operator")]
pub mod tenant_keys;
pub mod tenants;
pub mod tokens;
pub mod tombstones;
mod tx;
pub mod visibility;

pub use either::Either;
pub use error::Error;
pub use page::Page;
pub use port::{Dialect, Row, Sql, Value};
pub use restrictions::Processing;
pub use scope::{Actor, SignedIn, TenantKey, TenantScope};
pub use scoped::Scoped;
pub use tx::Tx;
