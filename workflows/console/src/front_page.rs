//! What somebody sees who opens the address in a browser.

use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{Html, IntoResponse};

const PAGE: &str = include_str!("../front_page.html");

/// The front page.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "get_front_page",
    tag = "console",
    responses((status = 200, description = "The page", content_type = "text/html", body = String)),
)]
pub(crate) async fn handler(_: axum::extract::Request) -> impl IntoResponse {
    let policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
    ([(CONTENT_SECURITY_POLICY, policy)], Html(PAGE))
}
