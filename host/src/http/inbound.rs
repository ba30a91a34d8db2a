//! The body of a request on its way to a guest: bounded in size and in slowness.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU8, Ordering::Relaxed},
    },
    task::{Context, Poll},
    time::Duration,
};

use http_body_util::{BodyExt, Empty};
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use tokio::{
    sync::Notify,
    time::{Instant, Sleep},
};
use wasmtime_wasi_http::{Error, WasiBody};

use super::{limits::Limits, problem::Problem};

/// Bytes of trailers, which no limit of hyper covers.
const TRAILERS: usize = 8 << 10;

/// Tells whoever waits for the guest's answer that the body broke a limit.
#[derive(Default)]
pub(super) struct Watch {
    read: AtomicBool,
    broken: AtomicU8,
    notify: Notify,
}

const TOO_LARGE: u8 = 1;
const TOO_SLOW: u8 = 2;

impl Watch {
    fn tell(&self, what: u8) {
        self.broken.store(what, Relaxed);
        self.notify.notify_one();
    }

    /// Whether the body was read to its end.
    pub(super) fn is_read(&self) -> bool {
        self.read.load(Relaxed)
    }

    /// The limit that the body broke, if it did.
    pub(super) fn broken(&self) -> Option<Problem> {
        match self.broken.load(Relaxed) {
            TOO_LARGE => Some(Problem::BodyTooLarge),
            TOO_SLOW => Some(Problem::TooSlow),
            _ => None,
        }
    }

    /// Resolves when the body has broken a limit.
    pub(super) async fn told(&self) {
        self.notify.notified().await;
    }
}

/// A body that ends in an error when it grows too large or comes too slowly.
///
/// Only the time in which the guest waits for the client counts: a guest may be as slow as it
/// likes.
pub(super) struct Inbound {
    body: Incoming,
    limit: u64,
    received: u64,
    rate: u64,
    grace: Duration,
    waited: Duration,
    waiting_since: Option<Instant>,
    alarm: Option<Pin<Box<Sleep>>>,
    watch: Arc<Watch>,
}

impl Inbound {
    /// An empty body is passed on as it is: nothing can be wrong with it.
    pub(super) fn wrap(
        body: Incoming,
        limit: u64,
        limits: &Limits,
        watch: &Arc<Watch>,
    ) -> WasiBody {
        if body.is_end_stream() {
            return Empty::new()
                .map_err(|never: Infallible| match never {})
                .boxed_unsync();
        }
        let watch = watch.clone();
        let body = Self {
            body,
            limit,
            received: 0,
            rate: limits.body_rate.max(1),
            grace: limits.head,
            waited: Duration::ZERO,
            waiting_since: None,
            alarm: None,
            watch,
        };
        body.boxed_unsync()
    }

    fn refuse_large(&self) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        self.watch.tell(TOO_LARGE);
        Poll::Ready(Some(Err(Error::HttpRequestBodySize(Some(self.limit)))))
    }

    /// Resolves when the client has made the guest wait for longer than its bytes allow.
    fn poll_patience(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let now = Instant::now();
        let since = *self.waiting_since.get_or_insert(now);
        let allowed = self.grace + Duration::from_secs(self.received / self.rate);
        let deadline = since + allowed.saturating_sub(self.waited);
        let alarm = self
            .alarm
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        if alarm.deadline() != deadline {
            alarm.as_mut().reset(deadline);
        }
        alarm.as_mut().poll(cx)
    }
}

impl Body for Inbound {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) else {
            if self.poll_patience(cx).is_pending() {
                return Poll::Pending;
            }
            self.watch.tell(TOO_SLOW);
            return Poll::Ready(Some(Err(Error::ConnectionReadTimeout)));
        };
        if let Some(since) = self.waiting_since.take() {
            self.waited += since.elapsed();
        }
        let frame = match frame {
            None => {
                self.watch.read.store(true, Relaxed);
                return Poll::Ready(None);
            }
            Some(Err(error)) => return Poll::Ready(Some(Err(Error::Hyper(error)))),
            Some(Ok(frame)) => frame,
        };
        if let Some(data) = frame.data_ref() {
            let length = u64::try_from(data.len()).unwrap_or(u64::MAX);
            self.received = self.received.saturating_add(length);
        }
        let is_long = |trailers: &http::HeaderMap| {
            trailers
                .iter()
                .map(|(name, value)| name.as_str().len() + value.len())
                .sum::<usize>()
                > TRAILERS
        };
        if self.received > self.limit || frame.trailers_ref().is_some_and(is_long) {
            return self.refuse_large();
        }
        if self.body.is_end_stream() {
            self.watch.read.store(true, Relaxed);
        }
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
