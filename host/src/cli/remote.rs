//! A Lethe elsewhere, over HTTP.

use std::{sync::Arc, time::Duration};

use clap::Args;
use serde_json::Value as Json;
use ureq::{
    Agent,
    http::{self, Request, Response, request},
    tls::{Certificate, RootCerts, TlsConfig},
};

use super::error::Error;

/// The most bytes of an answer that are read.
const ANSWER_LIMIT: u64 = 64 << 20;

/// How long an answer may take: compiling takes seconds.
const PATIENCE: Duration = Duration::from_mins(1);

/// Where a Lethe is, and what lets in.
#[derive(Debug, Args)]
pub(super) struct Server {
    /// The Lethe
    #[arg(
        long,
        value_name = "URL",
        env = "LETHE_URL",
        default_value = "http://127.0.0.1:3000"
    )]
    pub(super) url: String,
    /// A token; it is best left in the environment, where other users cannot see it
    #[arg(
        long,
        value_name = "TOKEN",
        env = "LETHE_TOKEN",
        hide_env_values = true
    )]
    pub(super) token: String,
    /// Send the token over plain HTTP to other machines too
    #[arg(long)]
    pub(super) allow_plain_http: bool,
}

/// A Lethe, and the token that lets in.
pub(super) struct Remote<'a> {
    server: &'a Server,
    agent: Agent,
}

impl<'a> Remote<'a> {
    /// Does not connect yet.
    ///
    /// # Errors
    /// The token would be readable on the way.
    pub(super) fn at(server: &'a Server) -> Result<Self, Error> {
        if !is_private(&server.url) && !server.allow_plain_http {
            return Err(Error::Refused(format!(
                "{} is not https: others could read the token; give --allow-plain-http to send it anyway",
                server.url
            )));
        }
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(PATIENCE))
            .tls_config(tls());
        Ok(Self {
            server,
            agent: config.build().new_agent(),
        })
    }

    /// Gets JSON.
    pub(super) fn get(&self, path: &str) -> Result<Json, Error> {
        let request = self.request(path).body(());
        self.answer(request.map(|request| self.agent.run(request)))
    }

    /// Posts JSON, and gives what came back.
    pub(super) fn post(&self, path: &str, body: &Json) -> Result<Json, Error> {
        let request = self.request(path).method("POST");
        let request = request.header("content-type", "application/json");
        let request = request.body(body.to_string());
        self.answer(request.map(|request| self.agent.run(request)))
    }

    /// Gets a part of something larger: its bytes, and what a header says of the next one.
    pub(super) fn part(&self, path: &str, next: &str) -> Result<(Vec<u8>, Option<String>), Error> {
        let request = self.request(path).body(());
        let mut response = self.sent(request.map(|request| self.agent.run(request)))?;
        let body = self.body(&mut response)?;
        if !response.status().is_success() {
            return Err(refused(&response, &body));
        }
        let next = response.headers().get(next);
        let next = next.and_then(|next| next.to_str().ok()).map(str::to_owned);
        Ok((body, next))
    }

    fn request(&self, path: &str) -> request::Builder {
        let Server { url, token, .. } = self.server;
        Request::builder()
            .uri(format!("{}{path}", url.trim_end_matches('/')))
            .header("authorization", format!("Bearer {token}"))
    }

    fn answer(&self, sent: Sent) -> Result<Json, Error> {
        let mut response = self.sent(sent)?;
        let body = self.body(&mut response)?;
        if !response.status().is_success() {
            return Err(refused(&response, &body));
        }
        serde_json::from_slice(&body).map_err(|_| self.no_answer("it is no JSON"))
    }

    fn sent(&self, sent: Sent) -> Result<Response<ureq::Body>, Error> {
        match sent {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(self.no_answer(&error.to_string())),
            Err(_) => {
                let url = &self.server.url;
                Err(Error::Refused(format!("{url} or the token cannot be sent")))
            }
        }
    }

    fn body(&self, response: &mut Response<ureq::Body>) -> Result<Vec<u8>, Error> {
        let body = response.body_mut().with_config().limit(ANSWER_LIMIT);
        let body = body.read_to_vec();
        body.map_err(|error| self.no_answer(&error.to_string()))
    }

    fn no_answer(&self, why: &str) -> Error {
        Error::Unanswered(format!("no answer from {}: {why}", self.server.url))
    }
}

/// What became of a request: the outer failure is that it could not even be made.
type Sent = Result<Result<Response<ureq::Body>, ureq::Error>, http::Error>;

fn refused(response: &Response<ureq::Body>, body: &[u8]) -> Error {
    let json: Option<Json> = serde_json::from_slice(body).ok();
    let said = json.as_ref().map(problem).unwrap_or_default();
    let said = format!("{}: {said}", response.status());
    if response.status().is_server_error() {
        Error::Unanswered(said)
    } else {
        Error::Refused(said)
    }
}

/// A problem (RFC 9457) in one line.
fn problem(problem: &Json) -> String {
    let text = |json: &Json, name: &str| {
        let text = json.get(name).and_then(Json::as_str);
        text.unwrap_or_default().to_owned()
    };
    let mut said = text(problem, "detail");
    for place in problem
        .get("errors")
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
    {
        let names = ["pointer", "field", "parameter"].map(|name| text(place, name));
        let place_name = names.into_iter().find(|name| !name.is_empty());
        said.push_str("; ");
        said.push_str(
            &place_name
                .map(|name| format!("{name}: "))
                .unwrap_or_default(),
        );
        said.push_str(&text(place, "message"));
    }
    said
}

/// Whether nobody else reads what is sent there.
fn is_private(url: &str) -> bool {
    let Ok(uri) = url.parse::<http::Uri>() else {
        return false;
    };
    let is_here = matches!(uri.host(), Some("localhost" | "127.0.0.1" | "[::1]"));
    uri.scheme_str() == Some("https") || is_here
}

/// Certificates are those that the machine trusts.
fn tls() -> TlsConfig {
    let found = rustls_native_certs::load_native_certs().certs;
    let found: Vec<_> = found
        .iter()
        .map(|certificate| Certificate::from_der(certificate.as_ref()).to_owned())
        .collect();
    TlsConfig::builder()
        .root_certs(RootCerts::Specific(Arc::new(found)))
        .unversioned_rustls_crypto_provider(Arc::new(
            tokio_rustls::rustls::crypto::ring::default_provider(),
        ))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_over_https_or_stays_on_the_machine() {
        for url in [
            "https://lethe.example",
            "http://localhost:3000",
            "http://127.0.0.1:1",
            "http://[::1]:1",
        ] {
            assert!(is_private(url), "{url}");
        }
        for url in [
            "http://lethe.example",
            "http://localhost.example",
            "ftp",
            "",
        ] {
            assert!(!is_private(url), "{url}");
        }
    }

    #[test]
    fn a_problem_is_one_line() {
        let given = serde_json::json!({"detail": "it cannot be kept", "errors": [
            {"pointer": "/label", "message": "it is empty"}, {"message": "and so on"}]});
        assert_eq!(
            problem(&given),
            "it cannot be kept; /label: it is empty; and so on"
        );
    }
}
