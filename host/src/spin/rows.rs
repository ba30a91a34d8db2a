//! The stream of a result that is larger than one chunk.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::sync::mpsc;
use wasmtime::{
    StoreContextMut,
    component::{Destination, StreamProducer, StreamResult, VecBuffer},
};

use super::bindings::spin::sqlite::sqlite::RowResult;

/// Hands over rows chunk by chunk; the statement waits while nobody reads.
pub(super) struct Rows {
    first: Vec<RowResult>,
    chunks: mpsc::Receiver<Vec<RowResult>>,
}

impl Rows {
    pub(super) fn new(first: Vec<RowResult>, chunks: mpsc::Receiver<Vec<RowResult>>) -> Self {
        Self { first, chunks }
    }
}

impl<D> StreamProducer<D> for Rows {
    type Item = RowResult;
    type Buffer = VecBuffer<RowResult>;

    fn poll_produce<'a>(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut store: StoreContextMut<'a, D>,
        mut destination: Destination<'a, Self::Item, Self::Buffer>,
        finish: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        if destination.remaining(&mut store) == Some(0) {
            return Poll::Ready(Ok(StreamResult::Completed));
        }
        let first = std::mem::take(&mut self.first);
        let chunk = if first.is_empty() {
            match self.chunks.poll_recv(context) {
                Poll::Pending if finish => return Poll::Ready(Ok(StreamResult::Cancelled)),
                polled => ready!(polled),
            }
        } else {
            Some(first)
        };
        let Some(chunk) = chunk else {
            return Poll::Ready(Ok(StreamResult::Dropped));
        };
        destination.set_buffer(chunk.into());
        Poll::Ready(Ok(StreamResult::Completed))
    }
}
