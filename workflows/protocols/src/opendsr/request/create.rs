//! Takes a request (7).

use axum::body::Body;
use axum::http::{Response, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::protocols::opendsr::{self, Asked};
use domain::protocols::{Protocol, Unfiled};
use domain::request::Content;
use kit::audit::Event;
use kit::body::{Incoming, Object};
use kit::filing::{self, Filing};
use kit::problem::Problem;
use serde_json::json;
use store::Tx;
use store::protocol_requests::{self, ProtocolRequest};

use crate::look_up;
use crate::opendsr::answer::wrong;
use crate::opendsr::session::Controller;

/// How the identity was verified: by the controller, before it sent the request (3.2).
const METHOD: &str = "opendsr-controller";

/// Files the request for the subject whom the identities single out. Where nobody has them there is nothing to be done,
/// and the request is kept as completed.
pub(in crate::opendsr) async fn handler(
    controller: Controller,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    let Controller {
        caller,
        mut db,
        protocols,
        signer,
    } = controller;
    let sent = incoming.json().await?;
    let now = kit::clock::now();
    let Ok(Object(body)) = sent.parse() else {
        return signer.refuse(&[wrong("body", "malformed", "must be a JSON object")]);
    };
    let asked = match Asked::read(&body, now) {
        Ok(asked) => asked,
        Err(found) => return signer.refuse(&found),
    };
    let is_supported = |claim: &domain::protocols::Claim| {
        let mut sources = protocols.identities.iter();
        sources.any(|source| source.identity_type == claim.identity_type)
    };
    if !asked.claims.iter().any(is_supported) {
        let message = "none is of a type and format that discovery lists";
        return signer.refuse(&[wrong("subject_identities", "unsupported", message)]);
    }
    let scope = &caller.scope;
    let mut tx = Tx::begin(&mut db).await?;
    let found = look_up::subject(&mut tx, scope, &protocols.identities, &asked.claims).await?;
    let request_id = match found {
        Ok(matched) => {
            let filing = Filing {
                kind: asked.kind,
                content: &Content::default(),
                subject_id: matched.subject_id,
                received_at: asked.submitted_time,
                verified_by: Some(METHOD),
            };
            Some(filing::file(&mut tx, &caller, &filing, now).await?.0)
        }
        Err(Unfiled::NoMatch) => None,
        Err(Unfiled::SeveralMatches) => {
            tx.rollback().await?;
            let message = "are not those of one subject";
            return signer.refuse(&[wrong("subject_identities", "ambiguous", message)]);
        }
    };
    let request = ProtocolRequest {
        protocol: Protocol::Opendsr,
        external_id: asked.subject_request_id,
        request_id,
        unfiled: found.err(),
        agent_id: None,
        reference: None,
        received_at: now,
        due_at: filing::due(&mut tx, scope, asked.submitted_time).await?.at,
        callbacks: asked.status_callback_urls,
    };
    match protocol_requests::create(&mut tx, scope, &request).await {
        Ok(()) => {}
        Err(store::Error::Exists { .. }) => {
            tx.rollback().await?;
            return signer.refuse(&[wrong("subject_request_id", "duplicate", "was used before")]);
        }
        Err(error) => return Err(error.into()),
    }
    let id = &request.external_id;
    Event::new("protocol-request.received", "protocol-request", id)
        .append(&mut tx, &caller)
        .await?;
    let view = json!({
        "controller_id": scope.tenant_id(),
        "expected_completion_time": request.due_at,
        "received_time": request.received_at,
        "encoded_request": STANDARD.encode(&sent.bytes),
        "subject_request_id": id,
        "api_version": opendsr::VERSION,
    });
    let answer = signer.answer(StatusCode::CREATED, &view)?;
    tx.commit().await?;
    Ok(answer)
}
