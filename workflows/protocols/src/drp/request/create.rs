//! Takes a request (2.01).

use axum::Json;
use domain::RequestId;
use domain::protocols::Protocol;
use kit::audit::Event;
use kit::body::Incoming;
use kit::filing::{self, Filing};
use store::Tx;
use store::protocol_requests::{self, ProtocolRequest};

use crate::drp::message;
use crate::drp::refusal::Refusal;
use crate::drp::session::AgentSession;
use crate::drp::status::{StatusView, status};
use crate::look_up;

/// How the identity was verified, when an agent vouches for it.
const METHOD: &str = "drp-agent";

/// Files the request for the subject whom the claims single out. Where they single nobody out, it is denied, and kept.
pub(in crate::drp) async fn handler(
    session: AgentSession,
    incoming: Incoming,
) -> Result<Json<StatusView>, Refusal> {
    let AgentSession {
        caller,
        mut db,
        agent,
        protocols,
        business,
    } = session;
    let sent = message::read(incoming).await?;
    let now = kit::clock::now();
    let verified = message::verify(&agent, &business, &sent, now)?;
    let asked = verified.asked()?;
    let scope = &caller.scope;
    let mut tx = Tx::begin(&mut db).await?;
    message::take(&mut tx, scope, &agent, &sent, verified.expires_at, now).await?;
    let found = look_up::subject(&mut tx, scope, &protocols.identities, &asked.claims).await?;
    let (external_id, request_id) = match found {
        Ok(matched) => {
            let (kind, content) = asked.exercise.request();
            let filing = Filing {
                kind,
                content: &content,
                subject_id: matched.subject_id,
                received_at: now,
                verified_by: matched.is_verified.then_some(METHOD),
            };
            let (id, _) = filing::file(&mut tx, &caller, &filing, now).await?;
            (id, Some(id))
        }
        Err(_) => (RequestId::generate(now, kit::entropy::bytes()?), None),
    };
    let request = ProtocolRequest {
        protocol: Protocol::Drp,
        external_id: external_id.to_string(),
        request_id,
        unfiled: found.err(),
        agent_id: Some(agent.agent_id),
        reference: asked.agent_request_id,
        received_at: now,
        due_at: filing::due(&mut tx, scope, now).await?.at,
        callbacks: asked.status_callback.into_iter().collect(),
    };
    protocol_requests::create(&mut tx, scope, &request).await?;
    Event::new(
        "protocol-request.received",
        "protocol-request",
        &external_id,
    )
    .append(&mut tx, &caller)
    .await?;
    let view = status(&mut tx, scope, request).await?;
    tx.commit().await?;
    Ok(Json(view))
}
