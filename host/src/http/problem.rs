//! Errors that the host itself answers with, as RFC 9457 problem details.

use http::{Response, StatusCode, header};

use super::{outbound::Outbound, trace::TraceId};

/// Why the host refuses a request, or cannot have it answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// The request cannot be understood in one way only.
    BadRequest(&'static str),
    /// No route matches.
    NotFound,
    /// The body came too slowly.
    TooSlow,
    /// The body is too large.
    BodyTooLarge,
    /// The target is too long.
    UrlTooLong,
    /// The header fields are too many or too large.
    HeadersTooLarge,
    /// The component failed.
    Failed,
    /// The method is none that a component is given.
    NotImplemented,
    /// Too many requests are running.
    Busy,
    /// The component did not answer in time.
    TimedOut,
}

impl Problem {
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UrlTooLong => StatusCode::URI_TOO_LONG,
            Self::HeadersTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
            Self::NotImplemented => StatusCode::NOT_IMPLEMENTED,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::TimedOut => StatusCode::GATEWAY_TIMEOUT,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::BadRequest(_) => "bad-request",
            Self::NotFound => "not-found",
            Self::TooSlow => "body-too-slow",
            Self::BodyTooLarge => "body-too-large",
            Self::UrlTooLong => "url-too-long",
            Self::HeadersTooLarge => "headers-too-large",
            Self::Failed => "internal",
            Self::NotImplemented => "not-implemented",
            Self::Busy => "busy",
            Self::TimedOut => "timed-out",
        }
    }

    fn detail(self) -> &'static str {
        match self {
            Self::BadRequest(detail) => detail,
            Self::NotFound => "no route matches this path",
            Self::TooSlow => "the body came too slowly",
            Self::BodyTooLarge => "the body is larger than this route takes",
            Self::UrlTooLong => "the request target is too long",
            Self::HeadersTooLarge => "the header fields are too many or too large",
            Self::Failed => "the request could not be carried out; nothing more is known here",
            Self::NotImplemented => "this method is not served",
            Self::Busy => "too many requests are running; try again",
            Self::TimedOut => "the request took too long and was stopped",
        }
    }

    /// The answer to the client; it repeats nothing of the request.
    pub(super) fn answer(self, trace: &TraceId) -> Response<Outbound> {
        let status = self.status();
        let body = serde_json::json!({
            "type": format!("urn:lethe:problem:{}", self.code()),
            "title": status.canonical_reason().unwrap_or_default(),
            "status": status.as_u16(),
            "detail": self.detail(),
            "code": self.code(),
            "trace": trace.as_str(),
        });
        let mut response = Response::new(Outbound::full(body.to_string()));
        *response.status_mut() = status;
        let json = http::HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
        if self == Self::Busy {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, http::HeaderValue::from_static("1"));
        }
        response
    }
}
