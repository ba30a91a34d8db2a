//! The thread that advances the epoch. Only native builds have it: elsewhere fuel alone decides.

use std::convert::Infallible;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// Advances an engine's epoch for as long as it lives.
#[derive(Debug)]
pub(crate) struct Ticker {
    /// Dropping the sender wakes the thread, which then ends.
    _alive: mpsc::Sender<Infallible>,
}

impl Ticker {
    /// Starts the thread.
    pub(crate) fn start(engine: &wasmtime::Engine, tick: Duration) -> std::io::Result<Self> {
        let (alive, stopped) = mpsc::channel();
        let engine = engine.weak();
        thread::Builder::new()
            .name("plugin-epoch".into())
            .spawn(move || {
                while stopped.recv_timeout(tick) == Err(RecvTimeoutError::Timeout) {
                    let Some(engine) = engine.upgrade() else {
                        return;
                    };
                    engine.increment_epoch();
                }
            })?;
        Ok(Self { _alive: alive })
    }
}
