//! The entry of a workflow: Spin's request in, the router's answer out, and nothing that is not
//! problem+json when something went wrong.

#[cfg(all(target_family = "wasm", feature = "wasip2"))]
#[doc(hidden)]
#[path = "entry/wasip2.rs"]
pub mod wasi;
#[cfg(all(target_family = "wasm", not(feature = "wasip2")))]
#[doc(hidden)]
#[path = "entry/wasip3.rs"]
pub mod wasi;

use std::convert::Infallible;
use std::sync::OnceLock;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::http::{HeaderValue, Method, Request, Response, StatusCode, header};
use futures_util::stream;
use http_body_util::{BodyExt as _, StreamBody};
use tower_service::Service;

use crate::door::Denied;
use crate::problem::Problem;
use crate::sql::Opened;
use crate::trace::Trace;

/// Makes a workflow of a function that gives its router.
///
/// In a component it exports the HTTP handler of WASI 0.3, or of WASI 0.2 with the feature `wasip2`;
/// natively it is nothing, so that the crate can be linked for its OpenAPI description.
#[macro_export]
macro_rules! serve {
    ($router:ident) => {
        #[cfg(target_family = "wasm")]
        mod __entry {
            use $crate::entry::wasi;

            struct Workflow;
            static ROUTES: $crate::entry::Routes = $crate::entry::Routes::new(super::$router);
            $crate::__handler!(Workflow, ROUTES);
        }
    };
}

/// The routes of a workflow: made for the first request of an instance, and there for those that follow.
#[derive(Debug)]
pub struct Routes {
    make: fn() -> Router,
    made: OnceLock<Router>,
}

impl Routes {
    /// Routes that this function gives.
    pub const fn new(make: fn() -> Router) -> Self {
        Self {
            make,
            made: OnceLock::new(),
        }
    }

    fn router(&self) -> Router {
        let made = self.made.get_or_init(|| {
            (self.make)()
                .fallback(async || Problem::no_such_route())
                .method_not_allowed_fallback(async || Problem::method_not_allowed())
        });
        made.clone()
    }
}

/// Lets the routes answer a request, and turns every problem into problem+json with its trace id.
pub async fn answer<B>(routes: &Routes, mut request: Request<B>) -> Response<Body>
where
    B: HttpBody<Data = axum::body::Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    let trace = Trace::of(request.headers());
    let method = request.method().clone();
    request.extensions_mut().insert(trace.clone());
    let opened = Opened::default();
    request.extensions_mut().insert(opened.clone());
    let denied = Denied::default();
    request.extensions_mut().insert(denied.clone());
    let Ok(response): Result<_, Infallible> = routes.router().call(request).await;
    let is_denied = response.status() == StatusCode::FORBIDDEN;
    let response = finish(response, &method, &trace);
    if is_denied {
        opened.end().await;
        denied.note().await;
        return response;
    }
    if response.body().size_hint().exact().is_some() {
        opened.end().await;
        return response;
    }
    response.map(|body| ending(body, opened))
}

/// A body that is still being made, perhaps of what the connection reads: it ends the connection when it ends.
fn ending(body: Body, opened: Opened) -> Body {
    let frames = stream::unfold(Some((body, opened)), async |open| {
        let (mut body, opened) = open?;
        let frame = body.frame().await;
        if let Some(Ok(frame)) = frame {
            return Some((Ok(frame), Some((body, opened))));
        }
        opened.end().await;
        frame.map(|broken| (broken, None))
    });
    Body::new(StreamBody::new(frames))
}

/// Renders what the handlers left to the edge: problems, the answer to OPTIONS, caching.
fn finish(mut response: Response<Body>, method: &Method, trace: &Trace) -> Response<Body> {
    if method == Method::OPTIONS && response.status() == StatusCode::METHOD_NOT_ALLOWED {
        *response.status_mut() = StatusCode::NO_CONTENT;
        response.extensions_mut().remove::<Problem>();
    }
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        problem.log(trace);
        let body = problem.render(trace);
        let length = HeaderValue::from(body.len());
        if method != Method::HEAD {
            *response.body_mut() = Body::from(body);
        }
        response
            .headers_mut()
            .insert(header::CONTENT_LENGTH, length);
        let media = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, media);
    }
    let headers = response.headers_mut();
    // What is said about people is for the one who asked (RFC 9111, 5.2.2.5).
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}
