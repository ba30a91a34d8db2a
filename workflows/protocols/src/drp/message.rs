//! A signed message on its way in: verified, and taken once.

use axum::http::StatusCode;
use domain::protocols::AgentId;
use domain::protocols::drp::Message;
use jiff::Timestamp;
use kit::body::{Incoming, Sent};
use kit::problem::Problem;
use sha2::{Digest as _, Sha256};
use store::agents::{self, Agent};
use store::{Sql, TenantScope, Tx};

use super::refusal::Refusal;
use crate::agents::key;

/// The longest message: far above any set of claims.
const LIMIT: usize = 64 << 10;

/// Reads the body of a call: a message in base64.
pub(crate) async fn read(incoming: Incoming) -> Result<Sent, Problem> {
    incoming.read(&["text/plain"], LIMIT).await
}

/// Verifies the signature, and gives what was signed.
pub(crate) fn open(agent: &Agent, sent: &Sent) -> Result<Vec<u8>, Refusal> {
    Ok(kit::signatures::open(&key(agent)?, &sent.bytes)?)
}

/// Verifies a message in the order of the protocol (3.07).
pub(crate) fn verify(
    agent: &Agent,
    business: &AgentId,
    sent: &Sent,
    now: Timestamp,
) -> Result<Message, Refusal> {
    let text = open(agent, sent)?;
    Ok(Message::read(&text, &agent.agent_id, business, now)?)
}

/// Takes a message that was verified, so that nobody can send it again before it expires.
///
/// What was signed is remembered, not the text that was sent: base64 can be written in more than one way.
pub(crate) async fn take<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    agent: &Agent,
    sent: &Sent,
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<(), Refusal> {
    let digest = Sha256::digest(open(agent, sent)?);
    let taken = agents::take_message(tx, scope, &agent.agent_id, &digest, expires_at, now).await;
    match taken {
        Err(store::Error::Exists { .. }) => Err(Refusal::fatal(
            StatusCode::CONFLICT,
            "the message was taken before",
        )),
        other => Ok(other?),
    }
}
