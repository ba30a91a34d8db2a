//! The listener, driven over real sockets.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod answers;
mod connections;
mod framing;
mod limits;
mod support;
mod tls;
