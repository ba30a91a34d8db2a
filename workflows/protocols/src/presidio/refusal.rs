//! How the interface says no: a member `error`, whatever went wrong.

use axum::Json;
use axum::body::Body;
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use kit::problem::Problem;
use serde_json::json;

/// What Presidio says of another media type.
const MEDIA_TYPE: &str = "Did not attempt to load JSON data because the request Content-Type \
                          was not 'application/json'.";

/// Why a call was refused.
pub(crate) enum Refusal {
    /// As the interface has it.
    Said(StatusCode, String),
    /// Something went wrong here.
    Problem(Problem),
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        let status = problem.status();
        if status.is_server_error() {
            return Self::Problem(problem);
        }
        let text = match status {
            StatusCode::UNSUPPORTED_MEDIA_TYPE => MEDIA_TYPE,
            _ => problem.code(),
        };
        Self::Said(status, text.to_owned())
    }
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        Problem::from(error).into()
    }
}

impl From<::presidio::Error> for Refusal {
    fn from(error: ::presidio::Error) -> Self {
        match StatusCode::from_u16(error.status()) {
            Ok(status) if status.is_client_error() => Self::Said(status, error.to_string()),
            _ => Self::Problem(Problem::internal(error.to_string())),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response<Body> {
        let (status, text) = match self {
            Self::Problem(problem) => return problem.into_response(),
            Self::Said(status, text) => (status, text),
        };
        let mut response = (status, Json(json!({"error": text}))).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Bearer realm=\"lethe\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
