//! `OpenDSR` 2.0: tenants are reached as processors by controllers, who hold a token of the tenant.
//!
//! Paths are those of the specification below `/opendsr/{tenant}`, in version 2 and under the names of version 1 (10.1).
//! Every answer to who holds a token is signed.

mod answer;
mod discovery;
mod request;
mod session;

use axum::Router;
use axum::routing::MethodRouter;
use kit::routes::{Handler, served};
use utoipa::openapi::HttpMethod;

/// What the collection of requests is called: now, and when the specification had its other names.
const NAMES: [&str; 5] = [
    "v2/requests",
    "v1/requests",
    "v1/opendsr_requests",
    "v1/opengdpr_requests",
    "opengdpr_requests",
];

/// The routes of the protocol.
pub(crate) fn router() -> Router {
    let found = || only(HttpMethod::Get, &discovery::handler);
    let mut router = Router::new()
        .route("/opendsr/{tenant}/v2/discovery", found())
        .route("/opendsr/{tenant}/v1/discovery", found())
        .route("/opendsr/{tenant}/discovery", found())
        .route(
            "/opendsr/{tenant}/certificate.pem",
            only(HttpMethod::Get, &discovery::certificate),
        );
    for name in NAMES {
        let all = format!("/opendsr/{{tenant}}/{name}");
        let one = format!("{all}/{{request}}");
        let of_one = only(HttpMethod::Get, &request::find::handler)
            .merge(only(HttpMethod::Delete, &request::cancel::handler));
        router = router
            .route(&all, only(HttpMethod::Post, &request::create::handler))
            .route(&one, of_one);
    }
    router
}

fn only<T: 'static, H: Handler<T>>(method: HttpMethod, handler: &H) -> MethodRouter {
    served(&[method], handler)
}
