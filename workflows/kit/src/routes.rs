//! The routes of a workflow, written once: what serves them and what describes them.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter};
use send_wrapper::SendWrapper;
use utoipa::openapi::HttpMethod;

/// Makes `router()` and `openapi()` of a list of modules that each hold a `handler` with
/// `#[utoipa::path]`. Modules in one pair of brackets share a path.
///
/// The router takes path and method from the same attribute that the description is made of, so the
/// two cannot drift; it does not build the description, which would cost every request of a fresh
/// instance more than most handlers do.
///
/// ```ignore
/// kit::routes! {
///     [collections::list, collections::declare],
///     [collections::find, collections::replace],
/// }
/// ```
#[macro_export]
macro_rules! routes {
    ($([$($($module:ident)::+),+ $(,)?]),+ $(,)?) => {
        /// The router of this workflow.
        pub fn router() -> axum::Router {
            axum::Router::new()$($(.route(
                &<$($module)::+::__path_handler as utoipa::Path>::path(),
                $crate::routes::served(
                    &<$($module)::+::__path_handler as utoipa::Path>::methods(),
                    &$($module)::+::handler,
                ),
            ))+)+
        }

        /// The OpenAPI description of this workflow.
        pub fn openapi() -> utoipa::openapi::OpenApi {
            #[derive(utoipa::OpenApi)]
            #[openapi(paths($($($($module)::+::handler),+),+))]
            struct Api;
            <Api as utoipa::OpenApi>::openapi()
        }
    };
}

/// A handler: an async function of extractors.
///
/// It is axum's, without the demand that the future can be sent to another thread: a workflow has
/// one thread, and the store's port promises nothing else.
pub trait Handler<T>: Clone + Send + Sync + 'static {
    /// Answers a request.
    fn answer(self, request: Request) -> impl Future<Output = Response>;
}

macro_rules! handlers {
    ($($part:ident $name:ident)*; $last:ident) => {
        impl<F, Fut, R, M, $($part,)* $last> Handler<(M, $($part,)* $last)> for F
        where
            F: FnOnce($($part,)* $last) -> Fut + Clone + Send + Sync + 'static,
            Fut: Future<Output = R>,
            R: IntoResponse,
            $($part: FromRequestParts<()>,)*
            $last: FromRequest<(), M>,
        {
            async fn answer(self, request: Request) -> Response {
                let (parts, body) = request.into_parts();
                $(
                    let mut parts = parts;
                    let $name = match $part::from_request_parts(&mut parts, &()).await {
                        Ok(part) => part,
                        Err(rejection) => return rejection.into_response(),
                    };
                )*
                let request = Request::from_parts(parts, body);
                match $last::from_request(request, &()).await {
                    Ok(last) => self($($name,)* last).await.into_response(),
                    Err(rejection) => rejection.into_response(),
                }
            }
        }
    };
}

handlers!(; A);
handlers!(A a; B);
handlers!(A a B b; C);
handlers!(A a B b C c; D);

/// A handler under these methods.
#[doc(hidden)]
pub fn served<T: 'static, H: Handler<T>>(methods: &[HttpMethod], handler: &H) -> MethodRouter {
    methods.iter().fold(MethodRouter::new(), |router, method| {
        let handler = handler.clone();
        let answer = move |request: Request| SendWrapper::new(handler.clone().answer(request));
        router.on(filter(method), answer)
    })
}

fn filter(method: &HttpMethod) -> MethodFilter {
    match method {
        HttpMethod::Get => MethodFilter::GET,
        HttpMethod::Post => MethodFilter::POST,
        HttpMethod::Put => MethodFilter::PUT,
        HttpMethod::Delete => MethodFilter::DELETE,
        HttpMethod::Options => MethodFilter::OPTIONS,
        HttpMethod::Head => MethodFilter::HEAD,
        HttpMethod::Patch => MethodFilter::PATCH,
        HttpMethod::Trace => MethodFilter::TRACE,
    }
}
