//! OpenDSR 2.0.
pub(crate) fn router() -> axum::Router {
    axum::Router::new()
}
