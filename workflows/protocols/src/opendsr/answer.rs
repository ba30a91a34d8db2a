//! Answers and errors of the protocol, signed (4.2, 7.5, 8.3).

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use domain::protocols::opendsr::Shortcoming;
use kit::problem::Problem;
use kit::signatures::Processor;
use serde::Serialize;
use serde_json::json;

/// The headers with the domain and the signature, by their names now and then (10.1).
const DOMAIN: [HeaderName; 2] = [
    HeaderName::from_static("x-opendsr-processor-domain"),
    HeaderName::from_static("x-opengdpr-processor-domain"),
];
const SIGNATURE: [HeaderName; 2] = [
    HeaderName::from_static("x-opendsr-signature"),
    HeaderName::from_static("x-opengdpr-signature"),
];

/// Signs as the processor of a domain.
pub(crate) struct Signer {
    processor: Processor,
    /// The domain.
    pub(crate) domain: String,
}

impl Signer {
    /// Of a key that was checked when it was kept.
    pub(crate) fn new(private_key: &str, domain: String) -> Result<Self, Problem> {
        let processor = Processor::from_pem(private_key);
        let processor = processor.map_err(|error| Problem::internal(error.to_string()))?;
        Ok(Self { processor, domain })
    }

    /// An answer, signed over the bytes that are sent.
    pub(crate) fn answer(
        &self,
        status: StatusCode,
        view: &impl Serialize,
    ) -> Result<Response<Body>, Problem> {
        let failed = |error: &dyn std::fmt::Display| Problem::internal(error.to_string());
        let body = serde_json::to_vec(view).map_err(|error| failed(&error))?;
        let signature = self.processor.sign(&body);
        let signature = HeaderValue::from_str(&signature).map_err(|error| failed(&error))?;
        let domain = HeaderValue::from_str(&self.domain).map_err(|error| failed(&error))?;
        let mut answer = Response::new(Body::from(body));
        *answer.status_mut() = status;
        let headers = answer.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for (names, value) in [(DOMAIN, domain), (SIGNATURE, signature)] {
            for name in names {
                headers.insert(name, value.clone());
            }
        }
        Ok(answer)
    }

    /// An error: the specification knows status 400 only.
    pub(crate) fn refuse(&self, found: &[Shortcoming]) -> Result<Response<Body>, Problem> {
        let message = match found.first() {
            Some(first) => format!("{} {}", first.domain, first.message),
            None => "the request cannot be read".to_owned(),
        };
        let status = StatusCode::BAD_REQUEST;
        let error = json!({"code": status.as_u16(), "message": message, "errors": found});
        self.answer(status, &json!({"error": error}))
    }
}

/// One thing that is wrong.
pub(crate) const fn wrong(
    domain: &'static str,
    reason: &'static str,
    message: &'static str,
) -> Shortcoming {
    Shortcoming {
        domain,
        reason,
        message,
    }
}
