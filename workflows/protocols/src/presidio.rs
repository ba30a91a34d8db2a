//! The HTTP interface of Microsoft Presidio's anonymizer, below `/presidio`: who calls it elsewhere calls it here with a
//! token of a tenant. Nothing of a call is kept, and what is in one is written nowhere.

mod anonymize;
mod deanonymize;
mod lists;
mod refusal;
mod session;

use axum::Router;
use kit::routes::served;
use utoipa::openapi::HttpMethod::{Get, Post};

/// The routes of the interface.
pub(crate) fn router() -> Router {
    Router::new()
        .route("/presidio/anonymize", served(&[Post], &anonymize::handler))
        .route(
            "/presidio/deanonymize",
            served(&[Post], &deanonymize::handler),
        )
        .route("/presidio/anonymizers", served(&[Get], &lists::anonymizers))
        .route(
            "/presidio/deanonymizers",
            served(&[Get], &lists::deanonymizers),
        )
        .route("/presidio/health", served(&[Get], &lists::health))
}
