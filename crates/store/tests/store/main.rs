//! What the store promises, tried on a real database.
//!
//! `promises/` holds one function a promise, over any backend; `promises.rs` lists them all in one
//! macro, so that every backend runs the same list.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise"
)]

mod arrange;
mod backend;
mod files;
mod postgres;
mod promises;
mod sqlite;
mod strict;
mod twins;
