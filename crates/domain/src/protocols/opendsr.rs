//! `OpenDSR` 2.0: what a request must say, and what its words are here.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use uuid::{Uuid, Version};

use super::{Claim, IdentityType};
use crate::request::{RequestKind, RequestState};

/// The version that is spoken.
pub const VERSION: &str = "2.0";
/// The kinds of request that there are (6.2).
pub const KINDS: [&str; 3] = ["access", "portability", "erasure"];
/// The formats of identities that there are (5.2). Those that are hashed are nobody's here: values are found by a
/// keyed digest, which no hash of theirs leads to.
const FORMATS: [&str; 4] = ["raw", "sha1", "md5", "sha256"];
/// The format of identities that can be looked up.
pub const FORMAT: &str = "raw";
/// The most identities, and the most addresses to be told, of one request.
const MAX_ITEMS: usize = 20;
/// The longest value of an identity, and the longest address.
const MAX_TEXT: usize = 500;

/// A request that says what it must.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The controller's id of the request: a `UUIDv4` in lower case.
    pub subject_request_id: String,
    /// What is asked for.
    pub kind: RequestKind,
    /// Whom it is about, as far as that can be looked up.
    pub claims: Vec<Claim>,
    /// When the subject asked.
    pub submitted_time: Timestamp,
    /// Where the controller wants to be told of changes.
    pub status_callback_urls: Vec<String>,
}

/// Something that is wrong with a request (7.6). No message repeats what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Shortcoming {
    /// The member.
    pub domain: &'static str,
    /// In a word.
    pub reason: &'static str,
    /// For a human.
    pub message: &'static str,
}

/// Where a request stands (8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It was received.
    Pending,
    /// It is acted on.
    InProgress,
    /// It was carried out.
    Completed,
    /// It was cancelled, or refused, for which there is no other word.
    Cancelled,
}

impl Asked {
    /// Reads a request, in the order of the properties in the specification (7.1.1).
    ///
    /// `regulation` may be missing, though it is required: the specification's own example lacks it, and version 1 did
    /// not know it.
    ///
    /// # Errors
    /// With everything that is wrong.
    pub fn read(body: &Map<String, Json>, now: Timestamp) -> Result<Self, Vec<Shortcoming>> {
        let mut found = Vec::new();
        let text_of = |name: &str| body.get(name).and_then(Json::as_str);
        if !matches!(
            body.get("regulation").map(Json::as_str),
            None | Some(Some("gdpr" | "ccpa"))
        ) {
            found.push(wrong("regulation", "must be gdpr or ccpa"));
        }
        let id = text_of("subject_request_id").filter(|id| is_version_4(id));
        if id.is_none() {
            let message = "must be a UUID of version 4 in lower case";
            found.push(wrong("subject_request_id", message));
        }
        let kind = text_of("subject_request_type").and_then(kind);
        if kind.is_none() {
            let message = "must be access, portability or erasure";
            found.push(wrong("subject_request_type", message));
        }
        let claims = claims(body.get("subject_identities"), &mut found);
        let submitted = text_of("submitted_time").and_then(|text| text.parse::<Timestamp>().ok());
        match submitted {
            None => found.push(wrong("submitted_time", "must be a time of RFC 3339")),
            Some(at) if at > now => found.push(wrong("submitted_time", "lies in the future")),
            Some(at) if now.duration_since(at).as_hours() > 10 * 366 * 24 => {
                found.push(wrong("submitted_time", "lies more than ten years back"));
            }
            Some(_) => {}
        }
        let version = body.get("api_version").map(Json::as_str);
        if !matches!(version, None | Some(Some("1.0" | "2.0"))) {
            found.push(wrong("api_version", "must be 2.0 or 1.0"));
        }
        let callbacks = callbacks(body.get("status_callback_urls"), &mut found);
        if !body.get("extensions").is_none_or(Json::is_object) {
            found.push(wrong("extensions", "must be an object"));
        }
        match (id, kind, submitted) {
            (Some(id), Some(kind), Some(submitted_time)) if found.is_empty() => Ok(Self {
                subject_request_id: id.to_owned(),
                kind,
                claims,
                submitted_time,
                status_callback_urls: callbacks,
            }),
            _ => Err(found),
        }
    }
}

fn claims(list: Option<&Json>, found: &mut Vec<Shortcoming>) -> Vec<Claim> {
    const MEMBER: &str = "subject_identities";
    let list = list.and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    if list.is_empty() || list.len() > MAX_ITEMS {
        found.push(wrong(MEMBER, "must be a list of 1 to 20 identities"));
        return Vec::new();
    }
    let mut claims = Vec::new();
    for identity in list {
        let text_of = |name: &str| identity.get(name).and_then(Json::as_str);
        let kind = text_of("identity_type").and_then(IdentityType::of_opendsr);
        let format = text_of("identity_format").filter(|format| FORMATS.contains(format));
        let value = text_of("identity_value").map(str::trim);
        let value = value.filter(|value| (1..=MAX_TEXT).contains(&value.len()));
        match (kind, format, value) {
            (Some(identity_type), Some(FORMAT), Some(value)) => claims.push(Claim {
                identity_type,
                value: value.to_owned(),
                is_verified: true,
            }),
            (Some(_), Some(_), Some(_)) => {}
            (None, _, _) => found.push(wrong(
                MEMBER,
                "identity_type is not one of the specification",
            )),
            (_, None, _) => found.push(wrong(
                MEMBER,
                "identity_format must be raw, sha1, md5 or sha256",
            )),
            (_, _, None) => found.push(wrong(
                MEMBER,
                "identity_value must be a text of 1 to 500 bytes",
            )),
        }
    }
    claims
}

fn callbacks(list: Option<&Json>, found: &mut Vec<Shortcoming>) -> Vec<String> {
    let Some(list) = list else {
        return Vec::new();
    };
    let urls: Option<Vec<String>> = list.as_array().and_then(|list| {
        let url = |url: &Json| {
            url.as_str()
                .filter(|url| is_callback(url))
                .map(str::to_owned)
        };
        list.iter().map(url).collect()
    });
    urls.filter(|urls| urls.len() <= MAX_ITEMS)
        .unwrap_or_else(|| {
            let message = "must be a list of at most 20 https URLs of at most 500 characters";
            found.push(wrong("status_callback_urls", message));
            Vec::new()
        })
}

/// Tells whether a URL can be told of changes: `https`, with a host, without a password in it.
pub fn is_callback(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !authority.is_empty()
        && !authority.contains('@')
        && url.len() <= MAX_TEXT
        && url.bytes().all(|b| b.is_ascii_graphic())
}

/// Finds the kind of request by its name in the specification.
fn kind(name: &str) -> Option<RequestKind> {
    match name {
        "access" => Some(RequestKind::Access),
        "portability" => Some(RequestKind::Portability),
        "erasure" => Some(RequestKind::Erasure),
        _ => None,
    }
}

/// Tells whether a text is a `UUIDv4` as the specification writes it (1.1): in lower case, with hyphens.
pub fn is_version_4(text: &str) -> bool {
    Uuid::try_parse(text).is_ok_and(|uuid| {
        uuid.get_version() == Some(Version::Random) && uuid.hyphenated().to_string() == text
    })
}

/// Where a request that was filed stands.
pub const fn status(state: RequestState) -> Status {
    match state {
        RequestState::Received | RequestState::IdentityVerified => Status::Pending,
        RequestState::InProgress => Status::InProgress,
        RequestState::Completed => Status::Completed,
        RequestState::Refused | RequestState::Withdrawn => Status::Cancelled,
    }
}

const fn wrong(domain: &'static str, message: &'static str) -> Shortcoming {
    Shortcoming {
        domain,
        reason: "invalid",
        message,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(changes: &Json) -> Result<Asked, Vec<&'static str>> {
        let mut body = json!({
            "regulation": "gdpr", "subject_request_id": "a7551968-d5d6-44b2-9831-815ac9017798",
            "subject_request_type": "erasure", "submitted_time": "2018-10-02T15:00:00Z",
            "subject_identities": [
                {"identity_type": "email", "identity_value": "a@example.com", "identity_format": "raw"},
                {"identity_type": "email", "identity_value": "00ff", "identity_format": "md5"},
            ],
        });
        for (name, value) in changes.as_object().unwrap() {
            body[name] = value.clone();
        }
        let now = "2018-10-02T16:00:00Z".parse().unwrap();
        let asked = Asked::read(body.as_object().unwrap(), now);
        asked.map_err(|found| found.iter().map(|found| found.domain).collect())
    }

    #[test]
    fn only_what_is_not_hashed_can_be_looked_up() {
        let asked = read(&json!({"status_callback_urls": ["https://a.example/x"]})).unwrap();
        assert_eq!(asked.kind, RequestKind::Erasure);
        assert_eq!(asked.claims.len(), 1);
        assert_eq!(asked.status_callback_urls, ["https://a.example/x"]);
    }

    #[test]
    fn what_is_wrong_is_named_in_the_order_of_the_specification() {
        let all = json!({
            "regulation": "other", "subject_request_id": "A7551968-D5D6-44B2-9831-815AC9017798",
            "subject_request_type": "rectification", "subject_identities": [],
            "submitted_time": "2018-10-02T16:00:01Z", "api_version": "3.0",
            "status_callback_urls": ["http://a.example"], "extensions": 7,
        });
        let wanted = [
            "regulation",
            "subject_request_id",
            "subject_request_type",
            "subject_identities",
            "submitted_time",
            "api_version",
            "status_callback_urls",
            "extensions",
        ];
        assert_eq!(read(&all).unwrap_err(), wanted);
    }

    #[test]
    fn an_id_is_of_version_4_in_lower_case() {
        assert!(is_version_4("a7551968-d5d6-44b2-9831-815ac9017798"));
        for id in [
            "A7551968-d5d6-44b2-9831-815ac9017798",
            "a7551968-d5d6-74b2-9831-815ac9017798",
            "a7551968d5d644b29831815ac9017798",
            "",
        ] {
            assert!(!is_version_4(id), "{id}");
        }
    }

    #[test]
    fn an_address_to_be_told_is_https_and_holds_no_password() {
        assert!(is_callback("https://a.example/x?y=z"));
        for url in [
            "http://a.example",
            "https://",
            "https://u:p@a.example",
            "https://a b",
            "ftp://a",
        ] {
            assert!(!is_callback(url), "{url}");
        }
    }
}
