//! The listener, driven over real sockets.

mod answers;
mod connections;
mod framing;
mod limits;
mod support;
mod tls;
