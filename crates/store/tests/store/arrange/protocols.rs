//! Builders of what comes by a protocol.

use domain::protocols::{AgentId, Protocol};
use serde_json::json;
use store::agents::Agent;
use store::protocol_requests::ProtocolRequest;
use store::{Sql, TenantScope, agents, protocol_requests, publications};

use super::{at, request, token};
use crate::commit;

pub(crate) fn agent_id() -> AgentId {
    "AGENT_A".parse().unwrap()
}

pub(crate) fn agent() -> Agent {
    Agent {
        agent_id: agent_id(),
        name: "an agent".to_owned(),
        verify_key: vec![7; 32],
        token_id: None,
        registered_at: at(8),
    }
}

/// A request of an agent for which nothing was filed.
pub(crate) fn protocol_request(external_id: &str) -> ProtocolRequest {
    ProtocolRequest {
        protocol: Protocol::Drp,
        external_id: external_id.to_owned(),
        request_id: Some(request(1)),
        unfiled: None,
        agent_id: Some(agent_id()),
        reference: Some("foo-1".to_owned()),
        received_at: at(8),
        due_at: at(9),
        callbacks: vec!["https://agent.example/".to_owned()],
    }
}

pub(super) async fn furnish<S: Sql>(sql: &mut S, scope: &TenantScope) {
    commit!(sql, |tx| {
        agents::put(tx, scope, &agent()).await.unwrap();
        agents::give_token(tx, scope, &agent_id(), token(1))
            .await
            .unwrap();
        agents::take_message(tx, scope, &agent_id(), b"digest", at(9), at(8))
            .await
            .unwrap();
        let came = protocol_request("r1");
        protocol_requests::create(tx, scope, &came).await.unwrap();
        let content = json!({"id": "ACME"});
        publications::put(tx, scope, Protocol::Drp, &content, at(8))
            .await
            .unwrap();
    });
}
