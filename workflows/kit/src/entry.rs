//! The entry of a workflow: Spin's request in, the router's answer out, and nothing that is not
//! problem+json when something went wrong.

use std::convert::Infallible;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::http::{HeaderValue, Method, Request, Response, StatusCode, header};
use tower_service::Service;

use crate::problem::Problem;
use crate::trace::Trace;

/// Makes a workflow of a function that gives its router.
///
/// In a component it exports `wasi:http/handler`; natively it is nothing, so that the crate can
/// be linked for its OpenAPI description.
#[macro_export]
macro_rules! serve {
    ($router:ident) => {
        #[cfg(target_family = "wasm")]
        mod __entry {
            use $crate::entry::wasi;

            struct Workflow;
            wasi::export!(Workflow);

            impl wasi::Guest for Workflow {
                async fn handle(request: wasi::Request) -> Result<wasi::Response, wasi::ErrorCode> {
                    wasi::answer(super::$router(), request).await
                }
            }
        }
    };
}

/// What [`serve!`] needs of Spin.
#[doc(hidden)]
#[cfg(target_family = "wasm")]
pub mod wasi {
    pub use spin_sdk::wasip3::exports::http::handler::Guest;
    pub use spin_sdk::wasip3::http::service::export;
    pub use spin_sdk::wasip3::http::types::{ErrorCode, Request, Response};

    use spin_sdk::http::{FromRequest as _, IntoResponse as _};

    /// Lets the router answer.
    pub async fn answer(router: axum::Router, request: Request) -> Result<Response, ErrorCode> {
        let request = spin_sdk::http::Request::from_request(request)?;
        super::answer(router, request).await.into_response()
    }
}

/// Lets a router answer a request, and turns every problem into problem+json with its trace id.
pub async fn answer<B>(router: Router, mut request: Request<B>) -> Response<Body>
where
    B: HttpBody<Data = axum::body::Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    let trace = Trace::of(request.headers());
    let method = request.method().clone();
    request.extensions_mut().insert(trace.clone());
    let mut router = router
        .fallback(async || Problem::no_such_route())
        .method_not_allowed_fallback(async || Problem::method_not_allowed());
    let Ok(response): Result<_, Infallible> = router.call(request).await;
    finish(response, &method, &trace)
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
