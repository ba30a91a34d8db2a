//! What there is: operators, and the service.

use ::presidio::{ANONYMIZERS, DEANONYMIZERS};
use axum::Json;
use axum::http::Method;

use super::session::Client;

/// Lists the operators that anonymize.
pub(super) async fn anonymizers(_: Client) -> Json<[&'static str; ANONYMIZERS.len()]> {
    Json(ANONYMIZERS)
}

/// Lists the operators that deanonymize.
pub(super) async fn deanonymizers(_: Client) -> Json<[&'static str; DEANONYMIZERS.len()]> {
    Json(DEANONYMIZERS)
}

/// Says to everybody that the interface is there, without asking the database.
pub(super) async fn health(_: Method) -> &'static str {
    "Lethe answers as Presidio's anonymizer"
}
