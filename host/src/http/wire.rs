//! A TCP connection that closes politely.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf},
    net::TcpStream,
    runtime::Handle,
};

use super::{
    activity::Activity,
    gate::{AddressSeat, Seat},
};

/// How long the client may go on sending after it was answered.
const LINGER: Duration = Duration::from_secs(2);

/// A TCP connection with its seats.
///
/// A client that is refused while it still sends would lose the answer to a reset (RFC 9112
/// section 9.6); so what it sends is read away for a moment before the connection is let go.
pub(super) struct Wire {
    stream: Option<TcpStream>,
    activity: Arc<Activity>,
    seats: Option<(Seat, AddressSeat)>,
}

impl Wire {
    pub(super) fn new(
        stream: TcpStream,
        activity: Arc<Activity>,
        seats: (Seat, AddressSeat),
    ) -> Self {
        Self {
            stream: Some(stream),
            activity,
            seats: Some(seats),
        }
    }

    fn poll<T>(
        &mut self,
        poll: impl FnOnce(Pin<&mut TcpStream>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        match &mut self.stream {
            Some(stream) => poll(Pin::new(stream)),
            None => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        let runtime = Handle::try_current();
        if let (true, Ok(runtime), Some(stream)) =
            (self.activity.has_unread(), runtime, self.stream.take())
        {
            let seats = self.seats.take();
            runtime.spawn(async move {
                let _ended = tokio::time::timeout(LINGER, read_away(stream)).await;
                drop(seats);
            });
        }
    }
}

async fn read_away(mut stream: TcpStream) -> io::Result<()> {
    stream.shutdown().await?;
    let mut buffer = vec![0; 16 << 10];
    while stream.read(&mut buffer).await? > 0 {}
    Ok(())
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.poll(|stream| stream.poll_read(cx, buffer))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll(|stream| stream.poll_write(cx, bytes))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.poll(|stream| stream.poll_write_vectored(cx, slices))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll(|stream| stream.poll_flush(cx))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll(|stream| stream.poll_shutdown(cx))
    }
}
