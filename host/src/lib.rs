//! The native program lethe: serves the workflows and supplies the platform

pub mod backup;
mod beside;
pub mod cli;
pub mod compose;
mod error;
pub mod http;
pub mod manifest;
pub mod platform;
pub mod rewrapping;
pub mod route;
pub mod runtime;
pub mod schedule;
pub mod serve;
pub mod spin;
pub mod telemetry;

pub use error::Error;
pub use serve::{Options, Server, serve};
