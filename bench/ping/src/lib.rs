//! The least that a workflow can do, for measuring what serving one costs.

use axum::{Router, routing::get};

kit::serve!(router);

/// One route that says "pong".
pub fn router() -> Router {
    Router::new().route("/ping", get(async || "pong"))
}
