//! The door to the network: connections, their limits, TLS, and the way from a request to the
//! trigger that answers it.

mod activity;
mod app;
mod connection;
mod framing;
mod gate;
mod guest;
mod inbound;
mod limits;
mod listener;
mod outbound;
mod problem;
mod service;
mod tls;
mod trace;
mod wire;

pub use app::App;
pub use limits::{Limits, Paths};
pub use listener::{Listener, Stop};
pub use tls::{Tls, TlsFiles};
