//! Watches the bytes of HTTP/1.1 for requests that two readers could cut differently.
//!
//! A head with both Content-Length and Transfer-Encoding is how requests are smuggled (RFC 9112
//! section 11.2). hyper drops the one and believes the other in silence, so its caller cannot
//! tell; this reader runs ahead of hyper and can.

use std::{
    io,
    mem::MaybeUninit,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::activity::Activity;

/// Fields of a head, as many as are handed to hyper.
pub(super) const MAX_FIELDS: usize = 128;
/// Bytes of a head, as many as hyper buffers.
pub(super) const MAX_HEAD: usize = 64 << 10;
/// Bytes of the line before a chunk.
const MAX_LINE: usize = 1 << 10;

/// Where the reader stands.
enum Place {
    /// In a head, of which this much came in earlier pieces.
    Head(Vec<u8>),
    /// In a body of a known length, with this much to come.
    Body(u64),
    /// In the line before a chunk, of which this much came in earlier pieces.
    ChunkLine(Vec<u8>),
    /// In a chunk and its line end, with this much to come.
    Chunk(u64),
    /// In the lines after the last chunk; whether the present one has begun.
    Trailers(bool),
    /// Past anything that can be followed: hyper refuses it, or it is not HTTP/1.1.
    Lost,
}

/// Follows the requests on a connection.
pub(super) struct Framing(Place);

impl Framing {
    pub(super) fn new() -> Self {
        Self(Place::Head(Vec::new()))
    }

    /// Reads on; whether an ambiguous head has come.
    pub(super) fn feed(&mut self, mut bytes: &[u8]) -> bool {
        while !bytes.is_empty() {
            let place = std::mem::replace(&mut self.0, Place::Lost);
            let (next, used, ambiguous) = match place {
                Place::Head(earlier) => read_head(earlier, bytes),
                Place::Body(left) => skip(left, bytes, Place::Body, Place::Head(Vec::new())),
                Place::ChunkLine(earlier) => read_chunk_line(earlier, bytes),
                Place::Chunk(left) => skip(left, bytes, Place::Chunk, Place::ChunkLine(Vec::new())),
                Place::Trailers(begun) => read_trailers(begun, bytes),
                Place::Lost => return false,
            };
            if ambiguous {
                return true;
            }
            self.0 = next;
            bytes = bytes.get(used..).unwrap_or_default();
        }
        false
    }
}

type Step = (Place, usize, bool);

fn skip(left: u64, bytes: &[u8], more: fn(u64) -> Place, done: Place) -> Step {
    let here = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if here < left {
        return (more(left - here), bytes.len(), false);
    }
    (done, usize::try_from(left).unwrap_or(bytes.len()), false)
}

fn read_head(mut earlier: Vec<u8>, bytes: &[u8]) -> Step {
    let before = earlier.len();
    let joined = if before == 0 {
        bytes
    } else {
        earlier.extend_from_slice(bytes);
        &earlier
    };
    let mut fields = [const { MaybeUninit::uninit() }; MAX_FIELDS];
    let mut request = httparse::Request::new(&mut []);
    match request.parse_with_uninit_headers(joined, &mut fields) {
        Ok(httparse::Status::Complete(length)) => {
            let (place, ambiguous) = after_head(request.headers);
            (place, length.saturating_sub(before), ambiguous)
        }
        Ok(httparse::Status::Partial) if joined.len() <= MAX_HEAD => {
            let place = if before == 0 { bytes.to_vec() } else { earlier };
            (Place::Head(place), bytes.len(), false)
        }
        _ => (Place::Lost, bytes.len(), false),
    }
}

/// What follows a head, and whether that is ambiguous.
fn after_head(fields: &[httparse::Header<'_>]) -> (Place, bool) {
    let (mut length, mut coded) = (None, false);
    for field in fields {
        if field.name.eq_ignore_ascii_case("content-length") {
            length = Some(field.value);
        } else if field.name.eq_ignore_ascii_case("transfer-encoding") {
            coded = true;
        }
    }
    let place = match (length, coded) {
        (Some(_), true) => return (Place::Lost, true),
        (None, true) => Place::ChunkLine(Vec::new()),
        (None, false) => Place::Head(Vec::new()),
        (Some(length), false) => {
            let length = std::str::from_utf8(length)
                .ok()
                .and_then(|text| text.parse().ok());
            length.map_or(Place::Lost, Place::Body)
        }
    };
    (place, false)
}

fn read_chunk_line(mut earlier: Vec<u8>, bytes: &[u8]) -> Step {
    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
        earlier.extend_from_slice(bytes);
        let place = if earlier.len() > MAX_LINE {
            Place::Lost
        } else {
            Place::ChunkLine(earlier)
        };
        return (place, bytes.len(), false);
    };
    earlier.extend_from_slice(bytes.get(..end).unwrap_or_default());
    let digits = earlier
        .iter()
        .position(|byte| !byte.is_ascii_hexdigit())
        .unwrap_or(earlier.len());
    let digits = earlier
        .get(..digits)
        .and_then(|digits| std::str::from_utf8(digits).ok());
    let place = match digits.and_then(|digits| u64::from_str_radix(digits, 16).ok()) {
        Some(0) => Place::Trailers(false),
        Some(size) => Place::Chunk(size.saturating_add(2)),
        None => Place::Lost,
    };
    (place, end + 1, false)
}

/// The body ends with an empty line.
fn read_trailers(begun: bool, bytes: &[u8]) -> Step {
    let mut begun = begun;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' if !begun => return (Place::Head(Vec::new()), at + 1, false),
            b'\n' => begun = false,
            b'\r' => {}
            _ => begun = true,
        }
    }
    (Place::Trailers(begun), bytes.len(), false)
}

/// A connection whose incoming bytes are watched.
pub(super) struct Watched<S> {
    stream: S,
    framing: Framing,
    activity: Arc<Activity>,
}

impl<S> Watched<S> {
    pub(super) fn new(stream: S, activity: Arc<Activity>) -> Self {
        Self {
            stream,
            framing: Framing::new(),
            activity,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        let read = buffer.filled().get(before..).unwrap_or_default();
        if self.framing.feed(read) {
            self.activity.note_ambiguous();
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two requests with bodies that look like heads, then the one in question.
    const HARMLESS: &str = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 61\r\n\r\n\
        GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\
        POST /b HTTP/1.1\r\nHost: x\r\ntransfer-encoding: chunked\r\n\r\n\
        5;ext=1\r\nhello\r\n1B\r\nContent-Length: 1\r\nTransfer\r\n0\r\nA: b\r\n\r\n\
        GET /c HTTP/1.1\r\nHost: x\r\n\r\n";

    fn is_ambiguous(text: &str, piece: usize) -> bool {
        let mut framing = Framing::new();
        text.as_bytes()
            .chunks(piece)
            .any(|piece| framing.feed(piece))
    }

    #[test]
    fn a_head_with_two_lengths_is_found_wherever_it_stands_and_however_it_is_cut() {
        let smuggled = [
            "POST / HTTP/1.1\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST / HTTP/1.1\r\nTRANSFER-ENCODING: x\r\ncontent-length: 6\r\n\r\n",
        ];
        for piece in [1, 2, 3, 7, 64, 4096] {
            assert!(!is_ambiguous(HARMLESS, piece), "cut every {piece}");
            for head in smuggled {
                assert!(is_ambiguous(head, piece), "cut every {piece}");
                assert!(
                    is_ambiguous(&format!("{HARMLESS}{head}"), piece),
                    "cut every {piece}"
                );
            }
        }
    }

    #[test]
    fn what_is_no_http_is_let_pass_to_be_refused_by_hyper() {
        for text in [
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "\u{16}\u{3}\u{1}\0\0",
            "GET\0/ x",
        ] {
            assert!(!is_ambiguous(text, 3));
        }
    }
}
