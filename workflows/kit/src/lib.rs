#![doc = include_str!("../README.md")]

// The SDK of WASI 0.2 under the name of the other.
#[cfg(feature = "wasip2")]
extern crate spin_sdk_5 as spin_sdk;

pub mod anonymization;
pub mod audit;
pub mod body;
pub mod clock;
pub mod columns;
pub mod declarations;
pub mod documents;
pub mod door;
pub mod entropy;
pub mod entry;
pub mod erasure;
pub mod filing;
pub mod idempotent;
pub mod index;
pub mod keys;
pub mod log;
pub mod notes;
pub mod openapi;
pub mod page;
pub mod parameters;
pub mod path;
pub mod platform;
pub mod plugin;
pub mod problem;
pub mod query;
pub mod quotas;
pub mod reading;
pub mod routes;
pub mod runs;
pub mod sealing;
pub mod sight;
#[cfg(feature = "signatures")]
pub mod signatures;
pub mod signing;
mod sql;
pub mod trace;
pub mod variables;
pub mod words;

pub use sql::Db;
