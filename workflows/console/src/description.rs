//! The OpenAPI description of all workflows, made by `cargo xtask openapi`.

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

const DESCRIPTION: &str = include_str!(concat!(env!("OUT_DIR"), "/openapi.json"));

/// This description.
#[utoipa::path(
    get,
    path = "/openapi.json",
    operation_id = "get_openapi",
    tag = "console",
    responses((status = 200, description = "OpenAPI", content_type = "application/json", body = Object)),
)]
pub(crate) async fn handler(_: axum::extract::Request) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], DESCRIPTION)
}
