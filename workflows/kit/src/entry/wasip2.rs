//! The entry under WASI 0.2: `wasi:http/incoming-handler`.
//!
//! Every call that a workflow makes there blocks until it has its answer. So no future ever waits,
//! one poll runs a request to its end, and no executor is needed.

pub use ::wasi as raw;
pub use wasi::exports::http::incoming_handler::Guest;
pub use wasi::http::types::{IncomingRequest, ResponseOutparam};

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{Request, Response, Uri, request};
use futures_util::FutureExt as _;
use http_body_util::BodyExt as _;
use wasi::http::types::{
    ErrorCode, Fields, IncomingBody, Method, OutgoingBody, OutgoingResponse, Scheme,
};
use wasi::io::streams::{InputStream, OutputStream, StreamError};

/// What is read of a body at once.
const PIECE: u64 = 64 << 10;

/// Exports the handler of a workflow.
#[doc(hidden)]
#[macro_export]
macro_rules! __handler {
    ($workflow:ident, $routes:path) => {
        wasi::raw::http::proxy::export!($workflow with_types_in wasi::raw);

        impl wasi::Guest for $workflow {
            fn handle(request: wasi::IncomingRequest, out: wasi::ResponseOutparam) {
                wasi::answer(&$routes, &request, out);
            }
        }
    };
}

/// Lets the routes answer.
pub fn answer(routes: &super::Routes, request: &IncomingRequest, out: ResponseOutparam) {
    let Some(request) = given(request) else {
        ResponseOutparam::set(out, Err(ErrorCode::HttpRequestUriInvalid));
        return;
    };
    match super::answer(routes, request).now_or_never() {
        Some(response) => send(response, out),
        None => ResponseOutparam::set(out, Err(ErrorCode::InternalError(None))),
    }
}

/// The request as the router knows it; none when its head is no head of HTTP.
fn given(request: &IncomingRequest) -> Option<Request<Body>> {
    let mut head = request::Builder::new()
        .method(method(&request.method())?)
        .uri(uri(request)?);
    for (name, value) in request.headers().entries() {
        head = head.header(name, value);
    }
    let body = request.consume().ok().and_then(Sent::of);
    head.body(body.map_or_else(Body::empty, Body::new)).ok()
}

fn method(method: &Method) -> Option<axum::http::Method> {
    use axum::http::Method as Known;
    Some(match method {
        Method::Get => Known::GET,
        Method::Head => Known::HEAD,
        Method::Post => Known::POST,
        Method::Put => Known::PUT,
        Method::Delete => Known::DELETE,
        Method::Connect => Known::CONNECT,
        Method::Options => Known::OPTIONS,
        Method::Trace => Known::TRACE,
        Method::Patch => Known::PATCH,
        Method::Other(name) => Known::from_bytes(name.as_bytes()).ok()?,
    })
}

fn uri(request: &IncomingRequest) -> Option<Uri> {
    let mut uri = Uri::builder().path_and_query(request.path_with_query()?);
    if let Some(authority) = request.authority() {
        let scheme = match request.scheme() {
            Some(Scheme::Https) => "https",
            _ => "http",
        };
        uri = uri.scheme(scheme).authority(authority);
    }
    uri.build().ok()
}

/// The body of a request. Polling it blocks until there is more.
struct Sent {
    /// Dropped before its body, as WASI demands.
    stream: InputStream,
    _body: IncomingBody,
}

impl Sent {
    fn of(body: IncomingBody) -> Option<Self> {
        let stream = body.stream().ok()?;
        Some(Self {
            stream,
            _body: body,
        })
    }
}

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Broken>>> {
        Poll::Ready(match self.stream.blocking_read(PIECE) {
            Ok(piece) => Some(Ok(http_body::Frame::data(piece.into()))),
            Err(StreamError::Closed) => None,
            Err(StreamError::LastOperationFailed(_)) => Some(Err(Broken)),
        })
    }
}

/// The client went away in the middle of its request.
#[derive(Debug, thiserror::Error)]
#[error("the body of the request broke off")]
struct Broken;

fn send(response: Response<Body>, out: ResponseOutparam) {
    let (head, body) = response.into_parts();
    let fields = Fields::new();
    for (name, value) in &head.headers {
        // What the runtime writes itself, such as `connection`, it does not let a workflow set.
        let _ = fields.append(&name.as_str().to_owned(), &value.as_bytes().to_vec());
    }
    let answer = OutgoingResponse::new(fields);
    let started = answer.set_status_code(head.status.as_u16()).is_ok();
    match answer.body() {
        Ok(target) if started => {
            ResponseOutparam::set(out, Ok(answer));
            write(body, target);
        }
        _ => ResponseOutparam::set(out, Err(ErrorCode::InternalError(None))),
    }
}

/// Writes the body. When it breaks off, or the client is gone, it is left unfinished, which is how
/// the other side learns of it.
fn write(mut body: Body, target: OutgoingBody) {
    let Ok(stream) = target.write() else { return };
    while let Some(Some(frame)) = body.frame().now_or_never() {
        let Ok(frame) = frame else { return };
        if let Ok(data) = frame.into_data()
            && push(&stream, &data).is_err()
        {
            return;
        }
    }
    if stream.blocking_flush().is_ok() {
        drop(stream);
        let _ = OutgoingBody::finish(target, None);
    }
}

fn push(stream: &OutputStream, mut data: &[u8]) -> Result<(), StreamError> {
    while !data.is_empty() {
        let room = usize::try_from(stream.check_write()?).unwrap_or(usize::MAX);
        let (now, later) = data.split_at(room.min(data.len()));
        if now.is_empty() {
            stream.subscribe().block();
        } else {
            stream.write(now)?;
        }
        data = later;
    }
    Ok(())
}
