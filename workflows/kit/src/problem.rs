//! Problems as RFC 9457 has them (application/problem+json): the one way in which a workflow says no.

use std::io::Write as _;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::trace::Trace;

mod passwords;
mod platform;
mod store;

/// Why a request was refused. Made by a handler, rendered at the edge.
#[derive(Debug, Clone)]
pub struct Problem(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    status: StatusCode,
    code: &'static str,
    detail: String,
    errors: Vec<Place>,
    cause: Option<String>,
    /// After how many seconds it is worth trying again.
    retry_after: Option<u64>,
    /// What a caller who is not let in must bring.
    challenge: &'static str,
}

/// One thing that is wrong, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Place {
    /// JSON pointer into the body that was sent (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Line of the file that was sent, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Field of the collection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Query parameter or header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// What is wrong.
    pub message: String,
}

/// The body of a problem.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Body9457 {
    /// `urn:lethe:problem:<code>`.
    #[serde(rename = "type")]
    kind: String,
    /// The status in words.
    title: String,
    /// The HTTP status.
    #[schema(example = 404)]
    status: u16,
    /// What happened here.
    detail: String,
    /// Stable name of the kind of problem.
    #[schema(example = "not-found")]
    code: String,
    /// Names this request in the logs.
    trace: String,
    /// What is wrong and where, as far as there are places to name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Place>,
}

impl Problem {
    /// A problem of a kind of its own.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        let (detail, errors, cause) = (detail.into(), Vec::new(), None);
        Self(Box::new(Inner {
            status,
            code,
            detail,
            errors,
            cause,
            retry_after: None,
            challenge: "Bearer realm=\"lethe\"",
        }))
    }

    /// No token, or none that is valid (RFC 6750).
    pub fn unauthenticated() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthenticated",
            "a valid bearer token is needed",
        )
    }

    /// A session whose owner must prove again who they are (RFC 9470, 3).
    pub fn not_fresh() -> Self {
        let detail =
            "this needs a proof of who you are that is at most five minutes old (POST /v1/step-up)";
        let mut problem = Self::new(StatusCode::UNAUTHORIZED, "step-up-needed", detail);
        problem.0.challenge =
            "Bearer realm=\"lethe\", error=\"insufficient_user_authentication\", max_age=\"300\"";
        problem
    }

    /// A role that may not do this.
    pub fn forbidden() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            "the role of this token does not permit this",
        )
    }

    /// Not there, or another tenant's: the answer does not tell which.
    pub fn not_found(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            format!("there is no such {what}"),
        )
    }

    /// No route has this path.
    pub fn no_such_route() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "no-such-route",
            "no route has this path",
        )
    }

    /// The route does not know this method.
    pub fn method_not_allowed() -> Self {
        let detail = "the route does not have this method; the header allow lists those it has";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", detail)
    }

    /// Cannot be read as what it claims to be.
    pub fn malformed(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// Can be read, but does not hold what it must.
    pub fn invalid(detail: impl Into<String>, errors: Vec<Place>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail).at_all(errors)
    }

    /// Does not fit the state in which things are.
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    /// Larger than this route takes.
    pub fn too_large(limit: usize) -> Self {
        let detail = format!("the body is larger than {limit} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", detail)
    }

    /// Not a media type that this route takes.
    pub fn unsupported_media(wanted: &[&str]) -> Self {
        let detail = format!("the body must be {}", wanted.join(" or "));
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-media-type",
            detail,
        )
    }

    /// Not the caller's fault. The cause goes to the log, not to the caller.
    pub fn internal(cause: impl Into<String>) -> Self {
        let detail = "something went wrong here; the trace names it in the log";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail).because(cause)
    }

    /// Cannot be done now, but may be later.
    pub fn unavailable(cause: impl Into<String>) -> Self {
        let detail = "this cannot be done now; try again later";
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail);
        problem.because(cause).retry_after(1)
    }

    /// Says after how many seconds it is worth trying again.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    /// Adds a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.0.errors.push(place);
        self
    }

    /// Adds places.
    #[must_use]
    pub fn at_all(mut self, places: impl IntoIterator<Item = Place>) -> Self {
        self.0.errors.extend(places);
        self
    }

    /// Adds what only the log may know.
    #[must_use]
    pub fn because(mut self, cause: impl Into<String>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The stable name of the kind of problem.
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// The body.
    pub(crate) fn render(&self, trace: &Trace) -> Vec<u8> {
        let Inner {
            status,
            code,
            detail,
            errors,
            ..
        } = &*self.0;
        let body = Body9457 {
            kind: format!("urn:lethe:problem:{code}"),
            title: status.canonical_reason().unwrap_or("Problem").to_owned(),
            status: status.as_u16(),
            detail: detail.clone(),
            code: (*code).to_owned(),
            trace: trace.as_str().to_owned(),
            errors: errors.clone(),
        };
        serde_json::to_vec(&body).unwrap_or_default()
    }

    /// Writes the cause to the component's log, once, at the edge.
    pub fn log(&self, trace: &Trace) {
        if let Some(cause) = &self.0.cause {
            // A log that cannot be written must not change the answer.
            let _ = writeln!(
                std::io::stderr(),
                "trace={} cause={cause:?}",
                trace.as_str()
            );
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status();
        if self.status() == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static(self.0.challenge);
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, challenge);
        }
        if let Some(seconds) = self.0.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl Place {
    /// At a JSON pointer.
    pub fn pointer(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            pointer: Some(pointer.into()),
            message: message.into(),
            ..Self::default()
        }
    }

    /// At a query parameter or header.
    pub fn parameter(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            parameter: Some(name.into()),
            message: message.into(),
            ..Self::default()
        }
    }

    /// At a line of a file.
    pub fn line(line: u64, message: impl Into<String>) -> Self {
        Self {
            line: Some(line),
            message: message.into(),
            ..Self::default()
        }
    }

    /// In a field of the collection.
    #[must_use]
    pub fn in_field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_of_an_internal_problem_stays_inside() {
        let problem = Problem::internal("table subject, column key");
        let headers = axum::http::HeaderMap::new();
        let body = String::from_utf8(problem.render(&Trace::of(&headers))).unwrap();
        assert!(body.contains("urn:lethe:problem:internal"), "{body}");
        assert!(!body.contains("subject"), "{body}");
    }
}
