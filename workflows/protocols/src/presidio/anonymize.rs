//! Makes entities in a text unreadable.

use ::presidio::Answer;
use axum::Json;
use kit::body::Incoming;

use super::refusal::Refusal;
use super::session::Client;

/// Anonymizes what somebody else found in a text. It changes nothing and shows nothing that was kept, so that nothing is
/// logged.
pub(super) async fn handler(_: Client, incoming: Incoming) -> Result<Json<Answer>, Refusal> {
    let sent = incoming.json().await?;
    let answer = ::presidio::anonymize(&sent.bytes, &mut || kit::entropy::bytes().ok())?;
    Ok(Json(answer))
}
