//! The body of a request: read once, up to a limit, and parsed so that an error says where it is.

use std::fmt;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt as _;
use serde::de::{DeserializeOwned, Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value as Json};

use crate::problem::{Place, Problem};

/// Largest JSON body: 1 MiB, far above the largest declaration.
pub const JSON_LIMIT: usize = 1 << 20;
/// How much more of a body that is too large is read, and thrown away, before it is refused: Spin closes
/// the connection of a client that is answered while it sends, and the answer is lost to it.
const DISCARDED: usize = 16 << 20;
const JSON: &str = "application/json";

/// A body that was not read yet: the door comes first.
pub struct Incoming {
    headers: HeaderMap,
    target: String,
    body: Body,
}

/// A body that was read.
pub struct Sent {
    /// The bytes.
    pub bytes: Bytes,
    /// Media type, lower-case, without parameters.
    pub media_type: String,
    /// Value of the header `idempotency-key`.
    pub(crate) idempotency_key: Option<String>,
    /// Method, path and query: what an idempotency key is bound to besides the bytes.
    pub(crate) target: String,
}

impl<S: Sync> FromRequest<S> for Incoming {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        // Without the authority: a call may be repeated by another way to the same Lethe.
        let uri = request.uri();
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let target = format!("{} {path}", request.method());
        let (parts, body) = request.into_parts();
        Ok(Self {
            headers: parts.headers,
            target,
            body,
        })
    }
}

impl Incoming {
    /// Reads a body of one of these media types.
    pub async fn read(self, media_types: &[&str], limit: usize) -> Result<Sent, Problem> {
        let media_type = media_type(&self.headers);
        if !media_types.contains(&media_type.as_str()) {
            return Err(Problem::unsupported_media(media_types));
        }
        self.read_any(media_type, limit).await
    }

    /// Reads a JSON body.
    pub async fn json(self) -> Result<Sent, Problem> {
        self.read(&[JSON], JSON_LIMIT).await
    }

    /// Reads the body of a route that needs none: nothing, or an empty JSON object.
    pub async fn nothing(self) -> Result<Sent, Problem> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Nothing {}

        let media_type = media_type(&self.headers);
        let sent = self.read_any(media_type, JSON_LIMIT).await?;
        if sent.bytes.is_empty() {
            return Ok(sent);
        }
        if sent.media_type != JSON {
            return Err(Problem::unsupported_media(&[JSON]));
        }
        sent.parse::<Nothing>()?;
        Ok(sent)
    }

    async fn read_any(self, media_type: String, limit: usize) -> Result<Sent, Problem> {
        let idempotency_key = idempotency_key(&self.headers)?;
        let bytes = collect(self.body, limit).await?;
        Ok(Sent {
            bytes,
            media_type,
            idempotency_key,
            target: self.target,
        })
    }
}

/// Reads a body to its end. Of one that is too large nothing is kept.
async fn collect(mut body: Body, limit: usize) -> Result<Bytes, Problem> {
    let (mut kept, mut read) = (Vec::new(), 0_usize);
    while let Some(frame) = body.frame().await {
        let frame = frame
            .map_err(|_| Problem::malformed("incomplete-body", "the body ended before its end"))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        read = read.saturating_add(data.len());
        if read <= limit {
            kept.extend_from_slice(&data);
        } else if read <= limit.saturating_add(DISCARDED) {
            kept = Vec::new();
        } else {
            break;
        }
    }
    if read <= limit {
        Ok(kept.into())
    } else {
        Err(Problem::too_large(limit))
    }
}

impl Sent {
    /// Parses a JSON object. Syntax errors name line and column, others the JSON pointer.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        if self.bytes.trim_ascii_start().starts_with(b"[") {
            // Serde would take the items of an array for the members of a structure, in their order.
            from_json::<Object>(&self.bytes)?;
        }
        from_json(&self.bytes)
    }
}

/// A JSON object whose members come once each: which of two values would be meant?
pub struct Object(pub Map<String, Json>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Map<String, Json>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
                let mut members = Map::new();
                while let Some((name, value)) = access.next_entry::<String, Json>()? {
                    if members.contains_key(&name) {
                        return Err(A::Error::custom(format!("duplicate field `{name}`")));
                    }
                    members.insert(name, value);
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(Members).map(Self)
    }
}

/// The line of the first escaped NUL. No text needs one, and PostgreSQL cannot keep it.
pub fn nul(json: &[u8]) -> Option<u64> {
    let mut line = 1;
    let mut rest = json;
    while let [first, after @ ..] = rest {
        rest = match first {
            b'\\' if after.starts_with(b"u0000") => return Some(line),
            b'\\' => after.get(1..).unwrap_or_default(),
            _ => after,
        };
        line += u64::from(*first == b'\n');
    }
    None
}

/// Parses JSON.
pub fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    if let Some(line) = nul(bytes) {
        return Err(Problem::malformed("malformed-json", "the body holds a NUL")
            .at(Place::line(line, "\\u0000 is not taken")));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let pointer = pointer(error.path());
        refused(error.inner(), Some(pointer))
    })?;
    reader.end().map_err(|error| refused(&error, None))?;
    Ok(value)
}

/// Serde's messages name fields and types; for a wrong type they may quote the value, so that is cut out.
fn refused(error: &serde_json::Error, pointer: Option<String>) -> Problem {
    if !error.is_data() {
        let detail = "the body is not JSON";
        let message = format!("not JSON at column {}", error.column());
        let line = u64::try_from(error.line()).unwrap_or(u64::MAX);
        return Problem::malformed("malformed-json", detail).at(Place::line(line, message));
    }
    let message = without_value(&error.to_string());
    let place = Place::pointer(pointer.unwrap_or_default(), message);
    Problem::invalid("the body does not have the form of this route", vec![place])
}

/// `invalid type: string "Ann", expected u64 at line 1 column 2` → `invalid type: expected u64`.
fn without_value(message: &str) -> String {
    let message = message
        .rsplit_once(" at line ")
        .map_or(message, |(message, _)| message);
    let kind = message.split_once(": ").map_or(message, |(kind, _)| kind);
    if !kind.starts_with("invalid ") {
        return message.to_owned();
    }
    match message.rsplit_once(", expected ") {
        Some((_, expected)) => format!("{kind}: expected {expected}"),
        None => kind.to_owned(),
    }
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(format!("/{index}")),
            Segment::Map { key } => Some(format!("/{}", escape(key))),
            Segment::Enum { variant } => Some(format!("/{}", escape(variant))),
            Segment::Unknown => None,
        })
        .collect()
}

/// Escapes a member name for a JSON pointer (RFC 6901, 3).
pub fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn media_type(headers: &HeaderMap) -> String {
    let value = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let value = value.unwrap_or_default();
    value
        .split_once(';')
        .map_or(value, |(media, _)| media)
        .trim()
        .to_ascii_lowercase()
}

/// The key (draft-ietf-httpapi-idempotency-key-header), quoted or not: 1 to 128 printable characters.
fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = value.to_str().unwrap_or_default();
    let key = key
        .strip_prefix('"')
        .and_then(|key| key.strip_suffix('"'))
        .unwrap_or(key);
    if key.is_empty() || key.len() > 128 || !key.bytes().all(|b| b.is_ascii_graphic()) {
        let message = "must be 1 to 128 printable ASCII characters";
        return Err(
            Problem::malformed("malformed-header", "a header cannot be read")
                .at(Place::parameter("idempotency-key", message)),
        );
    }
    Ok(Some(key.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Person {
        #[expect(dead_code, reason = "read by serde")]
        ages: Vec<u8>,
    }

    fn places(body: &str) -> String {
        let problem = from_json::<Person>(body.as_bytes()).unwrap_err();
        String::from_utf8(problem.render(&crate::trace::Trace::of(&HeaderMap::new()))).unwrap()
    }

    #[test]
    fn a_wrong_value_is_named_by_its_pointer_and_not_repeated() {
        let problem = places(r#"{"ages":[1,"Ann Other"]}"#);
        assert!(problem.contains(r#""pointer":"/ages/1""#), "{problem}");
        assert!(!problem.contains("Ann Other"), "{problem}");
        assert!(problem.contains("expected u8"), "{problem}");
    }

    #[test]
    fn broken_json_is_named_by_its_line() {
        assert!(places("{\n\"ages\":[1,}").contains(r#""line":2"#));
        assert!(places("{\"ages\":[]}\n\nx").contains(r#""line":3"#));
    }

    #[test]
    fn an_unknown_member_is_named() {
        assert!(places(r#"{"ages":[],"name":1}"#).contains("unknown field `name`"));
    }

    #[test]
    fn a_member_that_comes_twice_is_refused() {
        assert!(from_json::<Object>(br#"{"a":1,"b":2}"#).is_ok());
        assert!(from_json::<Object>(br#"{"a":1,"a":2}"#).is_err());
    }

    #[test]
    fn an_escaped_nul_is_found_and_an_escaped_backslash_is_none() {
        assert_eq!(nul(br#"{"a":"\\u0000"}"#), None);
        assert_eq!(nul(b"{\n\"a\":\"\\u0000\"}"), Some(2));
    }

    #[test]
    fn media_types_are_read_without_their_parameters() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            "Text/CSV; charset=utf-8".parse().unwrap(),
        );
        assert_eq!(media_type(&headers), "text/csv");
    }

    #[test]
    fn an_idempotency_key_may_be_quoted() {
        let mut headers = HeaderMap::new();
        headers.insert("idempotency-key", "\"a-1\"".parse().unwrap());
        assert_eq!(idempotency_key(&headers).unwrap().as_deref(), Some("a-1"));
        headers.insert("idempotency-key", "a b".parse().unwrap());
        assert!(idempotency_key(&headers).is_err());
    }
}
