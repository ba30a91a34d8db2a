//! The body of an answer on its way to the client.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::{
    sync::OwnedSemaphorePermit,
    time::{Instant, Sleep},
};
use wasmtime_wasi_http::{Error, WasiBody};

use super::activity::Busy;

/// The body of an answer, and what is given back when it has been sent.
pub(super) struct Outbound {
    content: Content,
    busy: Option<Busy>,
}

enum Content {
    Full(Option<Bytes>),
    Guest(Guest),
}

/// What a guest answers, piece by piece, until the time of the request is over.
struct Guest {
    body: WasiBody,
    deadline: Instant,
    alarm: Option<Pin<Box<Sleep>>>,
    slot: Option<OwnedSemaphorePermit>,
}

impl Outbound {
    pub(super) fn full(content: impl Into<Bytes>) -> Self {
        let content = Some(content.into()).filter(|bytes| !bytes.is_empty());
        Self {
            content: Content::Full(content),
            busy: None,
        }
    }

    pub(super) fn guest(body: WasiBody, deadline: Instant, slot: OwnedSemaphorePermit) -> Self {
        let guest = Guest {
            body,
            deadline,
            alarm: None,
            slot: Some(slot),
        };
        Self {
            content: Content::Guest(guest),
            busy: None,
        }
    }

    /// Counts the request as running until this body is gone.
    pub(super) fn keep(&mut self, busy: Busy) {
        self.busy = Some(busy);
    }
}

impl Guest {
    fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        if let Poll::Ready(frame) = frame {
            if frame.is_none() {
                self.slot = None;
            }
            return Poll::Ready(frame);
        }
        let deadline = self.deadline;
        let alarm = self
            .alarm
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        alarm
            .as_mut()
            .poll(cx)
            .map(|()| Some(Err(Error::HttpResponseTimeout)))
    }
}

impl Body for Outbound {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        match &mut self.content {
            Content::Full(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Content::Guest(guest) => guest.poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.content {
            Content::Full(bytes) => bytes.is_none(),
            Content::Guest(guest) => guest.body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Full(bytes) => {
                let length = bytes.as_ref().map_or(0, Bytes::len);
                SizeHint::with_exact(u64::try_from(length).unwrap_or(u64::MAX))
            }
            Content::Guest(guest) => guest.body.size_hint(),
        }
    }
}
