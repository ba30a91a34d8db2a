//! Plugins, good and bad, run under the production settings.

mod answers;
mod artifacts;
mod fixture;
mod good;
mod inputs;
mod limits;
mod structure;
mod traps;
mod uploads;
