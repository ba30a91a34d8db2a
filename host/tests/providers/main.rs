//! The components that supply the platform in Spin do what the host does natively: they are run by
//! themselves here, side by side with the crates that they are made of.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod artifacts;
mod exports;
mod parity;
mod plugins;
mod vaults;
