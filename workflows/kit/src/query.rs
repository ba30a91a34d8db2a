//! The query string: an unknown or wrong parameter is named.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::{Place, Problem};

/// The parameters of the query string.
pub struct Query<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        axum::extract::Query::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(value)| Self(value))
            .map_err(|rejection| refused(&rejection.body_text()))
    }
}

/// Axum's text is `Failed to deserialize query string: <parameter>: <message>`, where the parameter may be
/// missing and then stands in the message between backticks.
fn refused(text: &str) -> Problem {
    let message = text
        .split_once("query string: ")
        .map_or(text, |(_, message)| message);
    let (name, message) = match message.split_once(": ") {
        Some((name, message)) if !name.contains(' ') => (name, message),
        _ => (message.split('`').nth(1).unwrap_or("query"), message),
    };
    Problem::malformed("malformed-query", "the query string cannot be read")
        .at(Place::parameter(name, message))
}
