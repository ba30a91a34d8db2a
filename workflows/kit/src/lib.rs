#![doc = include_str!("../README.md")]

pub mod body;
pub mod clock;
pub mod entropy;
pub mod entry;
pub mod openapi;
pub mod path;
pub mod platform;
pub mod problem;
pub mod query;
pub mod routes;
pub mod trace;
