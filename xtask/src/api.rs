//! Calls the API as any client would.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use ureq::http::Response;
use ureq::{Agent, Body};

/// Above the time that the host gives a request.
const TIMEOUT: Duration = Duration::from_mins(1);

/// Lethe at an address, with or without a token.
pub(crate) struct Api {
    agent: Agent,
    url: String,
    token: String,
}

impl Api {
    pub(crate) fn new(url: &str) -> Self {
        Self::with_token(url, "")
    }

    pub(crate) fn with_token(url: &str, token: &str) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(TIMEOUT))
            .build()
            .new_agent();
        Self {
            agent,
            url: url.to_owned(),
            token: format!("Bearer {token}"),
        }
    }

    pub(crate) fn is_healthy(&self) -> bool {
        let url = format!("{}/.well-known/spin/health", self.url);
        self.agent
            .get(url)
            .call()
            .is_ok_and(|answer| answer.status().is_success())
    }

    /// What is there; none where nothing is.
    pub(crate) fn get(&self, path: &str) -> Result<Option<Value>> {
        let request = self
            .agent
            .get(self.at(path))
            .header("authorization", &self.token);
        let answer = request.call().with_context(|| format!("GET {path}"))?;
        if answer.status() == 404 {
            return Ok(None);
        }
        read(answer)
            .with_context(|| format!("GET {path}"))
            .map(Some)
    }

    /// Sends something. Repeating it under the same key does nothing twice.
    pub(crate) fn post(
        &self,
        path: &str,
        media_type: &str,
        key: &str,
        body: &[u8],
    ) -> Result<Value> {
        let request = self
            .agent
            .post(self.at(path))
            .header("authorization", &self.token)
            .header("content-type", media_type)
            .header("idempotency-key", key);
        let answer = request.send(body).with_context(|| format!("POST {path}"))?;
        read(answer).with_context(|| format!("POST {path}"))
    }

    /// Puts a JSON document in the place of what is there.
    pub(crate) fn put(&self, path: &str, body: &[u8]) -> Result<Value> {
        let request = self
            .agent
            .put(self.at(path))
            .header("authorization", &self.token)
            .header("content-type", "application/json");
        let answer = request.send(body).with_context(|| format!("PUT {path}"))?;
        read(answer).with_context(|| format!("PUT {path}"))
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}

fn read(mut answer: Response<Body>) -> Result<Value> {
    let status = answer.status();
    let body = answer
        .body_mut()
        .with_config()
        .limit(64 << 20)
        .read_to_vec()?;
    if !status.is_success() {
        bail!("{status}: {}", String::from_utf8_lossy(&body).trim());
    }
    if body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(&body).context("the answer is not JSON")
}
