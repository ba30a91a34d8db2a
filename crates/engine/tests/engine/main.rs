//! Plugins, good and bad, run under the production settings.
#![expect(
    clippy::expect_used,
    clippy::format_collect,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise, and generates texts where speed is no matter"
)]

mod answers;
mod artifacts;
mod catalogue;
mod composed;
mod encodings;
mod fixture;
mod fuzz;
mod good;
mod handles;
mod imports;
mod inputs;
mod limits;
mod reentrance;
mod start;
mod steady;
mod stored;
mod structure;
mod traps;
mod uploads;
mod worlds;
