//! Tells whom to write to about security issues (RFC 9116).

use axum::body::Body;
use axum::http::Response;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use jiff::SignedDuration;
use kit::problem::Problem;

/// The variable with the contact: a URI (RFC 9116, 2.5.3).
const CONTACT: &str = "security_contact";

/// How long the text holds from when it is fetched (RFC 9116, 2.5.5: less than a year is advised). It is made anew
/// each time, so it can be short: whoever runs Lethe answers for the variable as long as it is served.
const HOLDS: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Whom to tell about security issues: security.txt (RFC 9116).
#[utoipa::path(
    get,
    path = "/.well-known/security.txt",
    operation_id = "get_security_txt",
    tag = "governance",
    responses(
        (status = 200, description = "The text", content_type = "text/plain", body = String),
        (status = 404, description = "Nobody has said whom to tell"),
    ),
)]
pub(crate) async fn handler(_: axum::extract::Request) -> Result<Response<Body>, Problem> {
    let contact = kit::variables::get(CONTACT).await;
    let contact = contact.filter(|contact| is_uri(contact));
    let contact = contact.ok_or_else(|| Problem::not_found("contact for security issues"))?;
    let expires = kit::clock::now().saturating_add(HOLDS);
    let expires = expires.map_err(|error| Problem::internal(error.to_string()))?;
    let expires = expires.strftime("%Y-%m-%dT%H:%M:%SZ");
    let text = format!("Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en\n");
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}

/// Whether a text can stand on the line: a URI with a scheme, without white space.
fn is_uri(text: &str) -> bool {
    let has_scheme = text.split_once(':').is_some_and(|(scheme, rest)| {
        let is_scheme = |b: u8| b.is_ascii_alphanumeric() || b"+-.".contains(&b);
        !scheme.is_empty() && scheme.bytes().all(is_scheme) && !rest.is_empty()
    });
    has_scheme && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}
