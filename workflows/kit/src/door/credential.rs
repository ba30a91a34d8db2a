//! What a call comes with: a token in the header `authorization`, or, from a browser, a session in a cookie.

use axum::http::Method;
use axum::http::header::{AUTHORIZATION, COOKIE as COOKIES};
use axum::http::request::Parts;

use crate::problem::{Place, Problem};

/// The cookie with a session. Its prefix binds it to this host and to TLS (RFC 6265bis, 4.1.3.2).
pub const COOKIE: &str = "__Host-lethe";
/// The cookie with what a device is known by.
#[cfg(feature = "accounts")]
pub const DEVICE_COOKIE: &str = "__Host-lethe-device";
/// The header without which no session of a cookie changes anything. A page of another origin cannot send it: it would
/// have to ask first, and is not answered (Fetch, CORS preflight).
const CSRF: &str = "lethe-csrf";

/// The token that a call comes with; the header goes before the cookie.
pub(super) fn credential(parts: &Parts) -> Result<&str, Problem> {
    if parts.headers.contains_key(AUTHORIZATION) {
        return bearer(parts).ok_or_else(Problem::unauthenticated);
    }
    let session = cookie(parts, COOKIE).ok_or_else(Problem::unauthenticated)?;
    let is_safe = [Method::GET, Method::HEAD, Method::OPTIONS].contains(&parts.method);
    if !is_safe && !parts.headers.contains_key(CSRF) {
        let place = Place::parameter(CSRF, "must be there when a session comes in a cookie");
        let detail = "a session of a cookie changes nothing without this header";
        return Err(Problem::malformed("csrf", detail).at(place));
    }
    Ok(session)
}

/// The token of the header `authorization` (RFC 6750, 2.1); the scheme's case does not matter.
pub(super) fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// The value of a cookie (RFC 6265, 4.2).
pub fn cookie<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    let headers = parts.headers.get_all(COOKIES).into_iter();
    let pairs = headers
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'));
    let mut found = pairs.filter_map(|pair| pair.trim().split_once('='));
    found
        .find(|(known, value)| *known == name && !value.is_empty())
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn of(method: &str, headers: &[(&str, &str)]) -> Result<String, Problem> {
        let mut request = Request::builder().method(method);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        credential(&parts).map(str::to_owned)
    }

    #[test]
    fn a_cookie_reads_and_needs_a_header_to_change_something() {
        let jar = ("cookie", "a=b; __Host-lethe=lethe_x; c=d");
        assert_eq!(of("GET", &[jar]).unwrap(), "lethe_x");
        assert_eq!(of("POST", &[jar]).unwrap_err().code(), "csrf");
        assert_eq!(of("POST", &[jar, ("lethe-csrf", "1")]).unwrap(), "lethe_x");
    }

    #[test]
    fn the_header_goes_before_the_cookie() {
        let jar = ("cookie", "__Host-lethe=lethe_x");
        let bearer = ("authorization", "Bearer lethe_y");
        assert_eq!(of("POST", &[jar, bearer]).unwrap(), "lethe_y");
        let basic = ("authorization", "Basic eDp5");
        assert_eq!(
            of("GET", &[jar, basic]).unwrap_err().code(),
            "unauthenticated"
        );
        assert!(of("GET", &[("cookie", "__Host-lethe=; lethe=x")]).is_err());
    }
}
