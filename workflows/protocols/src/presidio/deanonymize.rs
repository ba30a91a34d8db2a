//! Makes entities in a text readable again.

use ::presidio::Answer;
use axum::Json;
use kit::audit::Event;
use kit::body::Incoming;
use store::Tx;

use super::refusal::Refusal;
use super::session::Client;

/// Deanonymizes with keys of the caller. That personal data was made readable, and how often, is in the log.
pub(super) async fn handler(client: Client, incoming: Incoming) -> Result<Json<Answer>, Refusal> {
    let Client { caller, mut db } = client;
    let sent = incoming.json().await?;
    let answer = ::presidio::deanonymize(&sent.bytes)?;
    if !answer.items.is_empty() {
        let mut tx = Tx::begin(&mut db).await?;
        let tenant = caller.scope.tenant_id();
        Event::new("text.deanonymized", "tenant", &tenant)
            .count("entities", answer.items.len() as u64)
            .append(&mut tx, &caller)
            .await?;
        tx.commit().await?;
    }
    Ok(Json(answer))
}
