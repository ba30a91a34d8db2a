//! The parts of a path. What cannot be an id is not there: 404, the same as another tenant's.

use std::collections::BTreeMap;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use crate::problem::Problem;

/// The parts of the path, by name.
pub struct Captured(BTreeMap<String, String>);

impl<S: Sync + Send> FromRequestParts<S> for Captured {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(captured)) => Ok(Self(captured)),
            Err(_) => Err(Problem::no_such_route()),
        }
    }
}

impl Captured {
    /// The part of this name, which is also what there would be none of.
    pub fn get<T: FromStr>(&self, name: &str) -> Result<T, Problem> {
        let text = self.0.get(name).map(String::as_str).unwrap_or_default();
        text.parse().map_err(|_| Problem::not_found(name))
    }
}
