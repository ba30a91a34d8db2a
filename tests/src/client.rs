//! A small blocking HTTP client that takes every status for an answer.

use std::time::Duration;

pub use http::Method;
use serde_json::Value;

/// Calls one Lethe, with or without a bearer token.
#[derive(Clone)]
pub struct Client {
    url: String,
    token: Option<String>,
    agent: ureq::Agent,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// What came back.
#[derive(Clone)]
pub struct Answer {
    /// What was asked, for messages.
    pub asked: String,
    /// HTTP status.
    pub status: u16,
    /// Header names in lower case, with their values.
    pub headers: Vec<(String, String)>,
    /// The body as it came.
    pub body: Vec<u8>,
}

/// The JSON a page of anything consists of: its items and the cursor of the next page.
pub struct Page {
    /// What the page lists.
    pub items: Vec<Value>,
    /// Where the next page starts; `None` on the last.
    pub next: Option<String>,
}

impl Client {
    /// Calls without a token.
    pub fn new(url: &str) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(40)))
            .build()
            .new_agent();
        Self {
            url: url.trim_end_matches('/').to_owned(),
            token: None,
            agent,
        }
    }

    /// The same Lethe, called with this token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    /// The same Lethe, called without a token.
    #[must_use]
    pub fn without_token(&self) -> Self {
        Self {
            token: None,
            ..self.clone()
        }
    }

    /// The same caller at another address, such as after a restart.
    #[must_use]
    pub fn moved_to(&self, url: &str) -> Self {
        Self {
            token: self.token.clone(),
            ..Self::new(url)
        }
    }

    /// The same Lethe on connections of its own, as another program would call it.
    #[must_use]
    pub fn anew(&self) -> Self {
        Self {
            token: self.token.clone(),
            ..Self::new(&self.url)
        }
    }

    /// The base URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// GET.
    pub fn get(&self, path: &str) -> Answer {
        self.call(&Method::GET, path, &[], None)
    }

    /// POST of JSON.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_as(path, "application/json", body.to_string().as_bytes())
    }

    /// POST without a body.
    pub fn act(&self, path: &str) -> Answer {
        self.call(&Method::POST, path, &[], None)
    }

    /// POST of any media type.
    pub fn post_as(&self, path: &str, media_type: &str, body: &[u8]) -> Answer {
        self.call(
            &Method::POST,
            path,
            &[("content-type", media_type)],
            Some(body),
        )
    }

    /// POST of JSON under an `Idempotency-Key`.
    pub fn post_once(&self, key: &str, path: &str, body: &Value) -> Answer {
        let headers = [
            ("content-type", "application/json"),
            ("idempotency-key", key),
        ];
        self.call(
            &Method::POST,
            path,
            &headers,
            Some(body.to_string().as_bytes()),
        )
    }

    /// DELETE.
    pub fn delete(&self, path: &str) -> Answer {
        self.call(&Method::DELETE, path, &[], None)
    }

    /// PUT of JSON.
    pub fn put(&self, path: &str, body: &Value) -> Answer {
        let headers = [("content-type", "application/json")];
        self.call(
            &Method::PUT,
            path,
            &headers,
            Some(body.to_string().as_bytes()),
        )
    }

    /// Any request; the test fails when no answer comes.
    pub fn call(
        &self,
        method: &Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Answer {
        self.attempt(method, path, headers, body)
            .unwrap_or_else(|error| panic!("{method} {path}: no answer: {error}"))
    }

    /// Any request; `Err` when no answer comes.
    pub fn attempt(
        &self,
        method: &Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Result<Answer, ureq::Error> {
        let mut request = http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = match body {
            Some(body) => self.agent.run(request.body(body)?)?,
            None if method == Method::POST || method == Method::PUT => {
                self.agent.run(request.body(&b""[..])?)?
            }
            None => self.agent.run(request.body(())?)?,
        };
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| {
                (
                    name.as_str().to_owned(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        let body = response
            .body_mut()
            .with_config()
            .limit(64 << 20)
            .read_to_vec()?;
        Ok(Answer {
            asked: format!("{method} {path}"),
            status: response.status().as_u16(),
            headers,
            body,
        })
    }

    /// One page of a list.
    pub fn page(&self, path: &str) -> Page {
        let answer = self.get(path).expect(200).json();
        let items = answer["items"].as_array();
        let items = items
            .unwrap_or_else(|| panic!("{path}: no items in {answer}"))
            .clone();
        Page {
            items,
            next: answer["next"].as_str().map(str::to_owned),
        }
    }

    /// Everything a list holds, page by page.
    pub fn all(&self, path: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut after = None;
        loop {
            let joint = if path.contains('?') { '&' } else { '?' };
            let page = match &after {
                None => self.page(&format!("{path}{joint}limit=200")),
                Some(cursor) => self.page(&format!("{path}{joint}limit=200&after={cursor}")),
            };
            items.extend(page.items);
            if page.next.is_none() {
                return items;
            }
            after = page.next;
        }
    }
}

impl Answer {
    /// Fails the test, showing the answer, unless the status is this one.
    #[must_use]
    pub fn expect(self, status: u16) -> Self {
        assert!(self.status == status, "wanted {status} of {self:?}");
        self
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The string at this JSON pointer of the body.
    pub fn text_at(&self, pointer: &str) -> String {
        let json = self.json();
        let found = json.pointer(pointer).and_then(Value::as_str);
        found
            .unwrap_or_else(|| panic!("no text at {pointer} of {self:?}"))
            .to_owned()
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The problem (RFC 9457) that the body must be, with this status.
    #[must_use]
    pub fn problem(self, status: u16) -> Value {
        let answer = self.expect(status);
        let media_type = answer.header("content-type").unwrap_or_default();
        assert!(
            media_type.starts_with("application/problem+json"),
            "not a problem: {answer:?}"
        );
        let problem = answer.json();
        assert_eq!(
            problem["status"], status,
            "the problem says another status: {answer:?}"
        );
        for member in ["type", "title", "code", "trace"] {
            assert!(
                problem[member].is_string(),
                "a problem without `{member}`: {answer:?}"
            );
        }
        problem
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = self.text();
        let shown: String = text.chars().take(2_000).collect();
        write!(
            f,
            "{} → {} {:?}\n{shown}",
            self.asked, self.status, self.headers
        )
    }
}
