//! The id that ties an answer, its log lines and its audit rows together.

use axum::http::HeaderMap;

/// Trace id of a request: the runtime's (`x-trace-id`), or a fresh one where it gives none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace(String);

impl Trace {
    /// The trace id that these headers carry, if it looks like one.
    pub fn of(headers: &HeaderMap) -> Self {
        let given = headers
            .get("x-trace-id")
            .and_then(|value| value.to_str().ok());
        match given {
            Some(id) if is_plain(id) => Self(id.to_owned()),
            _ => Self::fresh(),
        }
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Without randomness there is still a trace, only not one of its own.
    fn fresh() -> Self {
        let bytes = crate::entropy::bytes::<16>().unwrap_or_default();
        Self(uuid::Uuid::from_bytes(bytes).simple().to_string())
    }
}

/// What a log line can hold without being broken or forged.
fn is_plain(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_could_forge_a_log_line_is_replaced() {
        let mut headers = HeaderMap::new();
        headers.insert("x-trace-id", "a b=c".parse().unwrap());
        assert_eq!(Trace::of(&headers).as_str().len(), 32);
        headers.insert("x-trace-id", "0af7651916cd43dd".parse().unwrap());
        assert_eq!(Trace::of(&headers).as_str(), "0af7651916cd43dd");
    }
}
