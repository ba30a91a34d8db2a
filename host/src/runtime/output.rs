//! What guests print: counted in the log, and shown only when asked for.
//!
//! A guest may print personal data, so the text stays out of the log by default.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tokio::io::AsyncWrite;
use wasmtime_wasi::{
    async_trait,
    cli::{IsTerminal, StdoutStream},
    p2::{OutputStream, Pollable, StreamResult},
};

/// Bytes of a write that are shown.
const SHOWN: usize = 1024;
/// Writes of a stream that are shown.
const SHOWN_WRITES: usize = 64;
/// Bytes that a guest may write at a time.
const PERMIT: usize = 64 << 10;

/// Standard output or standard error of an instance.
#[derive(Clone)]
pub(super) struct Output {
    pub(super) component: Arc<str>,
    pub(super) stream: &'static str,
    pub(super) show: bool,
}

/// One use of an [`Output`]; it is logged when it ends.
struct Printing {
    output: Output,
    bytes: usize,
    writes: usize,
}

impl Printing {
    fn write(&mut self, bytes: &[u8]) {
        self.bytes = self.bytes.saturating_add(bytes.len());
        self.writes = self.writes.saturating_add(1);
        let Output {
            component,
            stream,
            show,
        } = &self.output;
        if *show && self.writes <= SHOWN_WRITES {
            let shown = bytes.get(..SHOWN).unwrap_or(bytes);
            let text = String::from_utf8_lossy(shown);
            tracing::info!(target: "guest", component = &**component, stream, text = &*text);
        }
    }
}

impl Drop for Printing {
    fn drop(&mut self) {
        if self.bytes > 0 {
            let Output {
                component, stream, ..
            } = &self.output;
            let (bytes, writes) = (self.bytes, self.writes);
            tracing::info!(target: "guest", component = &**component, stream, bytes, writes, "printed");
        }
    }
}

impl IsTerminal for Output {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for Output {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(Printing {
            output: self.clone(),
            bytes: 0,
            writes: 0,
        })
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(Printing {
            output: self.clone(),
            bytes: 0,
            writes: 0,
        })
    }
}

impl AsyncWrite for Printing {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.write(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[async_trait]
impl Pollable for Printing {
    async fn ready(&mut self) {}
}

#[async_trait]
impl OutputStream for Printing {
    fn write(&mut self, bytes: hyper::body::Bytes) -> StreamResult<()> {
        Printing::write(self, &bytes);
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(PERMIT)
    }
}
