//! The id that ties a request, its answer, its log line and its audit rows together.

use http::HeaderValue;

use crate::Error;

/// 16 random bytes, written as hex.
#[derive(Clone)]
pub(super) struct TraceId {
    text: [u8; 32],
}

impl TraceId {
    /// A fresh one: a client's own is never taken over, so that it cannot choose what is logged.
    pub(super) fn fresh() -> Result<Self, Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|_| Error::Entropy)?;
        let mut text = [b'0'; 32];
        hex::encode_to_slice(bytes, &mut text).map_err(|_| Error::Entropy)?;
        Ok(Self { text })
    }

    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text).unwrap_or_default()
    }

    pub(super) fn header(&self) -> Option<HeaderValue> {
        HeaderValue::from_bytes(&self.text).ok()
    }
}
