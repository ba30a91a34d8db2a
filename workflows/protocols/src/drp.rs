//! The Data Rights Protocol 1.0: tenants are covered businesses, and agents file requests for subjects.
//!
//! Paths are those of the protocol below `/drp/{tenant}`. A message is verified in the order of section 3.07, and no
//! agent sees another's requests.

mod agent;
mod directory;
mod message;
mod refusal;
mod request;
mod session;
mod status;

use axum::Router;
use axum::routing::MethodRouter;
use kit::routes::{Handler, served};
use utoipa::openapi::HttpMethod;

/// The routes of the protocol.
pub(crate) fn router() -> Router {
    let requests = || only(HttpMethod::Post, &request::create::handler);
    let one = only(HttpMethod::Get, &request::find::handler);
    Router::new()
        .route(
            "/drp/{tenant}/.well-known/data-rights.json",
            only(HttpMethod::Get, &directory::handler),
        )
        .route(
            "/drp/{tenant}/v1/agent/{agent}",
            only(HttpMethod::Post, &agent::set_up::handler)
                .merge(only(HttpMethod::Get, &agent::find::handler)),
        )
        .route("/drp/{tenant}/v1/data-rights-request", requests())
        // Before 0.9.3 the path ended with a slash.
        .route("/drp/{tenant}/v1/data-rights-request/", requests())
        .route(
            "/drp/{tenant}/v1/data-rights-request/{request}",
            one.merge(only(HttpMethod::Delete, &request::revoke::handler)),
        )
}

fn only<T: 'static, H: Handler<T>>(method: HttpMethod, handler: &H) -> MethodRouter {
    served(&[method], handler)
}
