//! The head of a request as a guest sees it: what Spin adds, and nothing a client could fake.

use std::sync::Arc;

use http::{HeaderName, HeaderValue, Uri, header, request::Parts, uri::Authority, uri::Scheme};

use super::{problem::Problem, trace::TraceId};
use crate::route::{Found, Pattern};

/// The request header that carries the trace id, and the response header too.
pub(super) const TRACE: HeaderName = HeaderName::from_static("x-trace-id");

const BASE_PATH: HeaderName = HeaderName::from_static("spin-base-path");
const CLIENT_ADDR: HeaderName = HeaderName::from_static("spin-client-addr");
const COMPONENT_ROUTE: HeaderName = HeaderName::from_static("spin-component-route");
const FULL_URL: HeaderName = HeaderName::from_static("spin-full-url");
const MATCHED_ROUTE: HeaderName = HeaderName::from_static("spin-matched-route");
const PATH_INFO: HeaderName = HeaderName::from_static("spin-path-info");
const RAW_COMPONENT_ROUTE: HeaderName = HeaderName::from_static("spin-raw-component-route");

/// The domain of Spin's service chaining, which no client may name.
const CHAINING: &str = ".spin.internal";

/// The headers that are the same for every request of a route.
pub(super) struct RouteHeaders {
    matched: HeaderValue,
    component: HeaderValue,
    raw: HeaderValue,
}

impl RouteHeaders {
    pub(super) fn new(pattern: &Pattern) -> Self {
        let value = |text: &str| {
            HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
        };
        Self {
            matched: value(&pattern.based()),
            component: value(pattern.prefix()),
            raw: value(pattern.as_str()),
        }
    }
}

/// Writes the head that the guest sees: an absolute URI and Spin's headers.
///
/// # Errors
/// The request does not name one host, or not in one way.
pub(super) fn prepare<T>(
    parts: &mut Parts,
    headers: &RouteHeaders,
    found: &Found<'_, '_, T>,
    client: &HeaderValue,
    scheme: &Scheme,
    trace: &TraceId,
) -> Result<(), Problem> {
    let authority = authority(parts)?;
    strip(parts);
    let target = parts.uri.path_and_query().cloned();
    let target = target.ok_or(Problem::BadRequest("the request names no path"))?;
    let full = format!("{scheme}://{authority}{target}");
    let bad = |_| Problem::BadRequest("the request target cannot be passed on");
    let insert = &mut parts.headers;
    insert.insert(FULL_URL, HeaderValue::try_from(full).map_err(bad)?);
    insert.insert(PATH_INFO, HeaderValue::try_from(found.rest()).map_err(bad)?);
    insert.insert(MATCHED_ROUTE, headers.matched.clone());
    insert.insert(COMPONENT_ROUTE, headers.component.clone());
    insert.insert(RAW_COMPONENT_ROUTE, headers.raw.clone());
    insert.insert(BASE_PATH, HeaderValue::from_static("/"));
    insert.insert(CLIENT_ADDR, client.clone());
    if let Some(trace) = trace.header() {
        insert.insert(TRACE, trace);
    }
    for (name, value) in found.parameters() {
        let name = format!(
            "spin-path-match-{}",
            name.to_ascii_lowercase().replace('_', "-")
        );
        let name = HeaderName::try_from(name);
        let name = name.map_err(|_| Problem::BadRequest("the route cannot be passed on"))?;
        insert.insert(name, HeaderValue::try_from(value).map_err(bad)?);
    }
    let uri = Uri::builder()
        .scheme(scheme.clone())
        .authority(authority)
        .path_and_query(target);
    parts.uri = uri
        .build()
        .map_err(|_| Problem::BadRequest("the request target is no URL"))?;
    Ok(())
}

/// The host that the request is for: named once, or twice alike (RFC 9112 section 3.2).
fn authority(parts: &Parts) -> Result<Authority, Problem> {
    let mut hosts = parts.headers.get_all(header::HOST).iter();
    let (host, more) = (hosts.next(), hosts.next());
    if more.is_some() {
        return Err(Problem::BadRequest("more than one Host field"));
    }
    let host = match host {
        None => None,
        Some(host) => {
            let host = Authority::try_from(host.as_bytes());
            Some(host.map_err(|_| Problem::BadRequest("the Host field names no host"))?)
        }
    };
    let authority = match (host, parts.uri.authority().cloned()) {
        (Some(host), Some(target)) if host != target => {
            return Err(Problem::BadRequest(
                "the Host field and the target name different hosts",
            ));
        }
        (Some(authority), _) | (None, Some(authority)) => authority,
        (None, None) => return Err(Problem::BadRequest("no Host field")),
    };
    if authority.as_str().contains('@') || authority.host().ends_with(CHAINING) {
        return Err(Problem::BadRequest(
            "the Host field names no host of this server",
        ));
    }
    Ok(authority)
}

/// Takes away what only the host may say, and what is about this connection alone.
fn strip(parts: &mut Parts) {
    let forged = |name: &&HeaderName| name.as_str().starts_with("spin-");
    let names: Vec<HeaderName> = parts.headers.keys().filter(forged).cloned().collect();
    for name in names {
        parts.headers.remove(name);
    }
    parts.headers.remove(header::CONNECTION);
}

/// The client of a connection.
#[derive(Clone)]
pub(super) struct Client {
    /// Its address and port, as a header.
    pub(super) address: HeaderValue,
    /// What happens on the connection.
    pub(super) activity: Arc<super::activity::Activity>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::Router;

    fn head(route: &str, request: http::request::Builder) -> http::HeaderMap {
        let pattern = Pattern::parse(route).unwrap();
        let headers = RouteHeaders::new(&pattern);
        let router = Router::new([(pattern, ())]);
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        let path = parts.uri.path().to_owned();
        let found = router.find(&path).unwrap();
        let client = HeaderValue::from_static("192.0.2.1:5000");
        let trace = TraceId::fresh().unwrap();
        prepare(
            &mut parts,
            &headers,
            &found,
            &client,
            &Scheme::HTTPS,
            &trace,
        )
        .unwrap();
        assert_eq!(parts.uri.scheme_str(), Some("https"));
        assert_eq!(
            parts.uri.authority().map(Authority::as_str),
            Some("lethe.example:3000")
        );
        parts.headers
    }

    fn request(target: &str) -> http::request::Builder {
        http::Request::get(target).header("host", "lethe.example:3000")
    }

    #[test]
    fn a_guest_is_told_what_spin_tells() {
        let headers = head("/a/:user_Id/...", request("/a/4%32/b/?q=1"));
        for (name, value) in [
            ("spin-full-url", "https://lethe.example:3000/a/4%32/b/?q=1"),
            ("spin-path-info", "/b/"),
            ("spin-matched-route", "/a/:user_Id/..."),
            ("spin-component-route", "/a/:user_Id"),
            ("spin-raw-component-route", "/a/:user_Id/..."),
            ("spin-base-path", "/"),
            ("spin-client-addr", "192.0.2.1:5000"),
            ("spin-path-match-user-id", "4%32"),
        ] {
            assert_eq!(headers[name], value, "{name}");
        }
        assert_eq!(head("/", request("/"))["spin-matched-route"], "");
    }

    #[test]
    fn what_only_the_host_may_say_is_taken_from_clients() {
        let forged = request("/a")
            .header("spin-client-addr", "127.0.0.1:1")
            .header("spin-path-match-tenant", "other")
            .header("Spin-Future", "x")
            .header("x-trace-id", "chosen")
            .header("connection", "x-secret")
            .header("x-harmless", "kept");
        let headers = head("/a", forged);
        assert_eq!(headers["spin-client-addr"], "192.0.2.1:5000");
        assert_eq!(headers.get_all("spin-client-addr").iter().count(), 1);
        assert!(headers["x-trace-id"] != "chosen");
        assert!(headers.contains_key("x-harmless"));
        for gone in ["spin-path-match-tenant", "spin-future", "connection"] {
            assert!(!headers.contains_key(gone), "{gone}");
        }
    }
}
