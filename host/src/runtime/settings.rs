//! How instances are made and bounded.

use std::time::Duration;

/// How instances are made and bounded; the defaults are the design's.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Requests that run at once; further ones wait for their turn.
    pub in_flight: u32,
    /// Requests that one instance serves before it is dropped: 1 is a fresh instance a request.
    pub reuse: usize,
    /// Requests that one instance serves at the same time, when it is reused.
    pub concurrency: usize,
    /// How long a reused instance may be idle.
    pub idle: Duration,
    /// How long a request may take, running or waiting.
    pub request: Duration,
    /// Wall time of a request whose answer the client goes on taking, each piece within the time of a request.
    pub answer: Duration,
    /// Bytes of all linear memories of an instance together.
    pub memory: usize,
    /// Elements of all tables of an instance together.
    pub table_elements: usize,
    /// Whether components are composed with the dependencies of their manifest, as in Spin. Otherwise
    /// this host supplies natively what they would.
    pub compose: bool,
    /// Whether what a guest prints is logged; otherwise only how much it printed.
    pub show_output: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            in_flight: 128,
            reuse: 1,
            concurrency: 1,
            idle: Duration::from_secs(1),
            request: Duration::from_secs(30),
            answer: Duration::from_mins(15),
            memory: 128 << 20,
            table_elements: 100_000,
            compose: false,
            show_output: false,
        }
    }
}
