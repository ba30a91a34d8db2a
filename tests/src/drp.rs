//! An authorized agent, written from the Data Rights Protocol 1.0 alone.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Value, json};

use crate::{Answer, Client, Method, Tenant};

/// The id of the business in the directory.
pub const BUSINESS: &str = "ACME";

/// An agent with a key of its own.
pub struct Agent {
    /// Its id in the directory.
    pub id: String,
    keys: Ed25519KeyPair,
}

/// An agent at the address of one business.
pub struct Reached {
    /// The agent.
    pub agent: Agent,
    /// The path below which the protocol is spoken.
    pub base: String,
    nobody: Client,
}

impl Agent {
    /// An agent whose key follows from the seed.
    pub fn new(id: &str, seed: u8) -> Self {
        let keys = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]);
        Self {
            id: id.to_owned(),
            keys: keys.expect("32 bytes are a seed"),
        }
    }

    /// The key of the directory: base64.
    pub fn verify_key(&self) -> String {
        STANDARD.encode(self.keys.public_key().as_ref())
    }

    /// Signs as libsodium does in combined mode: the signature, the text, in base64.
    pub fn sign(&self, message: &Value) -> String {
        let text = message.to_string();
        let signature = self.keys.sign(text.as_bytes());
        STANDARD.encode([signature.as_ref(), text.as_bytes()].concat())
    }

    /// What every message says, with changes.
    pub fn message(&self, changes: &Value) -> Value {
        let now = Timestamp::now();
        let mut message = json!({
            "agent-id": self.id, "business-id": BUSINESS, "drp.version": "1.0",
            "issued-at": now - SignedDuration::from_secs(1),
            "expires-at": now + SignedDuration::from_mins(10),
        });
        for (name, value) in changes.as_object().into_iter().flatten() {
            message[name] = value.clone();
        }
        message
    }
}

impl Reached {
    /// Makes the tenant take part, looks mail addresses up in `people`, and registers the agent.
    pub fn of(tenant: &Tenant, agent: Agent) -> Self {
        let settings = json!({
            "identities": [{"identity_type": "email", "collection": "people", "field": "email"}],
            "drp": {"business_id": BUSINESS, "name": "Acme"},
        });
        let officer = tenant.privacy_officer();
        let base = officer.put("/v1/protocols", &settings).expect(200);
        let entry = json!({"name": "Agent", "verify_key": agent.verify_key()});
        let path = format!("/v1/protocols/agents/{}", agent.id);
        let _ = officer.put(&path, &entry).expect(200);
        Self {
            base: base.text_at("/drp_path"),
            nobody: tenant.nobody(),
            agent,
        }
    }

    /// Posts a text to the set-up of keys of this agent.
    pub fn post_setup(&self, agent: &str, body: &str) -> Answer {
        let path = format!("{}/v1/agent/{agent}", self.base);
        self.nobody.post_as(&path, "text/plain", body.as_bytes())
    }

    /// Sets a token up, and calls with it from then on.
    pub fn set_up(&self) -> Client {
        let body = self.agent.sign(&self.agent.message(&json!({})));
        let answer = self.post_setup(&self.agent.id, &body).expect(200);
        assert_eq!(answer.text_at("/agent-id"), self.agent.id);
        self.nobody.with_token(&answer.text_at("/token"))
    }

    /// Posts a text as a request.
    pub fn post_request(&self, client: &Client, body: &str) -> Answer {
        let path = format!("{}/v1/data-rights-request", self.base);
        client.post_as(&path, "text/plain", body.as_bytes())
    }

    /// Exercises a right with these claims.
    pub fn exercise(&self, client: &Client, right: &str, claims: &Value) -> Answer {
        let mut asked = json!({"exercise": right, "regime": "ccpa", "relationships": []});
        for (name, value) in claims.as_object().into_iter().flatten() {
            asked[name] = value.clone();
        }
        self.post_request(client, &self.agent.sign(&self.agent.message(&asked)))
    }

    /// Asks where a request stands.
    pub fn status(&self, client: &Client, request: &str) -> Answer {
        client.get(&format!("{}/v1/data-rights-request/{request}", self.base))
    }

    /// Takes a request back.
    pub fn revoke(&self, client: &Client, request: &str) -> Answer {
        let body = self.agent.sign(&json!({"reason": "I changed my mind"}));
        let path = format!("{}/v1/data-rights-request/{request}", self.base);
        let headers = [("content-type", "text/plain")];
        client.call(&Method::DELETE, &path, &headers, Some(body.as_bytes()))
    }
}
