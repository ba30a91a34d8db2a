//! The body of an answer on its way to the client.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use hyper::body::{Body, Bytes, Frame, SizeHint};
use instance::Deadline;
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

/// How long an answer may take.
pub(super) struct Patience {
    /// When its request is stopped.
    pub(super) deadline: Arc<Deadline>,
    /// How long a piece of it may take.
    pub(super) request: Duration,
    /// How long all of it may take.
    pub(super) longest: Duration,
}

/// What a guest answers, piece by piece, for as long as the client takes it.
struct Guest {
    body: WasiBody,
    patience: Patience,
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

    pub(super) fn guest(body: WasiBody, patience: Patience, slot: OwnedSemaphorePermit) -> Self {
        let guest = Guest {
            body,
            patience,
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
            let Patience {
                deadline,
                request,
                longest,
            } = &self.patience;
            if frame.is_none() {
                self.slot = None;
            } else {
                deadline.extend(Instant::now().into_std(), *request, *longest);
            }
            return Poll::Ready(frame);
        }
        let deadline = Instant::from(self.patience.deadline.at());
        let alarm = self
            .alarm
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        if alarm.deadline() != deadline {
            alarm.as_mut().reset(deadline);
        }
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
        if let Some(busy) = &self.busy {
            busy.goes_on();
        }
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
