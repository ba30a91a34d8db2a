//! The entry under WASI 0.3: `wasi:http/handler`, by Spin's SDK 7.

pub use spin_sdk::wasip3::exports::http::handler::Guest;
pub use spin_sdk::wasip3::http::service::export;
pub use spin_sdk::wasip3::http::types::{ErrorCode, Request, Response};

use spin_sdk::http::{FromRequest as _, IntoResponse as _};

/// Exports the handler of a workflow.
#[doc(hidden)]
#[macro_export]
macro_rules! __handler {
    ($workflow:ident, $routes:path) => {
        wasi::export!($workflow);

        impl wasi::Guest for $workflow {
            async fn handle(request: wasi::Request) -> Result<wasi::Response, wasi::ErrorCode> {
                wasi::answer(&$routes, request).await
            }
        }
    };
}

/// Lets the routes answer.
pub async fn answer(routes: &super::Routes, request: Request) -> Result<Response, ErrorCode> {
    let request = spin_sdk::http::Request::from_request(request)?;
    super::answer(routes, request).await.into_response()
}
