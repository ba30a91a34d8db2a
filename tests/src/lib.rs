#![doc = include_str!("../README.md")]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a harness fails its test by panicking, with what it saw"
)]

pub mod accounts;
pub mod archive;
pub mod artefacts;
pub mod backups;
pub mod browser;
pub mod client;
pub mod data;
pub mod drp;
pub mod dump;
pub mod hostile;
pub mod lethe;
pub mod offboarding;
pub mod openapi;
pub mod opendsr;
pub mod packages;
pub mod plugins;
pub mod process;
pub mod retention;
pub mod signing;
pub mod tenant;
pub mod traces;
pub mod world;

pub use client::{Answer, Client, Method};
pub use lethe::Lethe;
pub use process::{Folder, Host};
pub use tenant::{Role, Tenant};
