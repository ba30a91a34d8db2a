#![doc = include_str!("../README.md")]

pub mod audit;
pub mod body;
pub mod clock;
pub mod declarations;
pub mod door;
pub mod entropy;
pub mod entry;
pub mod idempotent;
pub mod index;
pub mod keys;
pub mod notes;
pub mod openapi;
pub mod page;
pub mod path;
pub mod platform;
pub mod plugin;
pub mod problem;
pub mod query;
pub mod routes;
pub mod sealing;
mod sql;
pub mod trace;

pub use sql::{Db, db};
