//! Requests that come by the Data Rights Protocol 1.0. The numbers are those of its sections.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tests::drp::{Agent, BUSINESS, Reached};
use tests::{Answer, Lethe, Tenant};

/// A tenant with two people, and an agent that it knows.
fn arrange(lethe: &Lethe) -> (Tenant, Reached) {
    let rows = [
        json!({"employee_no": "1", "name": "Ann", "email": "ann@example.com"}),
        json!({"employee_no": "2", "name": "Bob", "email": "bob@example.com"}),
        json!({"employee_no": "3", "name": "Bea", "email": "bob@example.com"}),
    ];
    let people = tests::data::people();
    let tenant = lethe.a_tenant().with_collection(&people);
    let tenant = tenant.with_rows("people", &rows);
    let reached = Reached::of(&tenant, Agent::new("AGENT_A", 7));
    (tenant, reached)
}

fn ann() -> Value {
    json!({"email": "Ann@Example.com", "email_verified": true, "agent-request-id": "foo-1"})
}

/// The error (3.06) that an answer must be.
fn error(answer: Answer, status: u16) -> Value {
    let error = answer.expect(status).json();
    assert_eq!(error["code"], status.to_string());
    assert!(error["message"].is_string(), "{error}");
    error
}

#[test]
fn an_erasure_goes_from_the_agents_message_to_fulfilled() {
    let lethe = Lethe::running();
    let (tenant, reached) = arrange(&lethe);
    let agent = reached.set_up();
    let taken = reached.exercise(&agent, "deletion", &ann()).expect(200);
    let status = taken.json();
    assert_eq!(status["status"], "in_progress");
    assert_eq!(status["agent_request_id"], "foo-1");
    let received: Timestamp = taken.text_at("/received_at").parse().expect("a time");
    let expected: Timestamp = taken.text_at("/expected_by").parse().expect("a time");
    let days = expected.duration_since(received).as_hours() / 24;
    assert!((28..40).contains(&days), "{status}");
    let request = taken.text_at("/request_id");
    // It is a request like any other.
    let seen = tenant
        .privacy_officer()
        .get(&format!("/v1/requests/{request}"));
    let seen = seen.expect(200).json();
    assert_eq!(seen["kind"], "erasure");
    assert_eq!(seen["state"], "identity-verified");
    assert_eq!(seen["steps"][0]["actor"]["role"], "agent");
    let _ = tenant.execute(&request).expect(200);
    let status = reached.status(&agent, &request).expect(200).json();
    assert_eq!(status["status"], "fulfilled");
    assert_eq!(tenant.look_up("people", "email", "ann@example.com"), None);
}

#[test]
fn every_right_becomes_a_request_of_its_kind() {
    let lethe = Lethe::running();
    let (tenant, reached) = arrange(&lethe);
    let agent = reached.set_up();
    for (right, kind) in [
        ("access", "access"),
        ("access:categories", "access"),
        ("access:specific", "access"),
        ("deletion", "erasure"),
        ("sale:opt-out", "objection"),
    ] {
        let taken = reached.exercise(&agent, right, &ann()).expect(200);
        let path = format!("/v1/requests/{}", taken.text_at("/request_id"));
        let seen = tenant.privacy_officer().get(&path).expect(200).json();
        assert_eq!(seen["kind"], kind, "{right}");
    }
    let _ = error(reached.exercise(&agent, "sale:opt-in", &ann()), 400);
}

#[test]
fn a_claim_that_the_agent_does_not_vouch_for_leaves_the_identity_to_be_verified() {
    let lethe = Lethe::running();
    let (_, reached) = arrange(&lethe);
    let agent = reached.set_up();
    let claims = json!({"email": "ann@example.com", "email_verified": false});
    let taken = reached.exercise(&agent, "access", &claims).expect(200);
    assert_eq!(taken.json()["status"], "open");
}

#[test]
fn claims_of_nobody_and_of_several_people_are_denied() {
    let lethe = Lethe::running();
    let (tenant, reached) = arrange(&lethe);
    let agent = reached.set_up();
    for (email, reason) in [
        ("nobody@example.com", "no_match"),
        ("bob@example.com", "insuf_verification"),
    ] {
        let claims = json!({"email": email, "email_verified": true});
        let taken = reached.exercise(&agent, "deletion", &claims).expect(200);
        let seen = reached.status(&agent, &taken.text_at("/request_id"));
        let seen = seen.expect(200).json();
        assert_eq!(seen, taken.json());
        assert_eq!(seen["status"], "denied");
        assert_eq!(seen["reason"], reason);
        assert!(seen["processing_details"].is_string(), "{seen}");
    }
    assert!(tenant.privacy_officer().all("/v1/requests").is_empty());
}

#[test]
fn a_refused_request_is_denied_and_an_extended_one_says_so() {
    let lethe = Lethe::running();
    let (tenant, reached) = arrange(&lethe);
    let agent = reached.set_up();
    let taken = reached.exercise(&agent, "access", &ann()).expect(200);
    let request = taken.text_at("/request_id");
    let reason = json!({"reason": "it is a long story"});
    let step = |step: &str| {
        let path = format!("/v1/requests/{request}/{step}");
        let _ = tenant.privacy_officer().post(&path, &reason).expect(200);
        reached.status(&agent, &request).expect(200).json()
    };
    let extended = step("extension");
    assert_eq!(extended["status"], "in_progress");
    assert!(extended["processing_details"].is_string(), "{extended}");
    assert!(extended["expected_by"].as_str() > taken.json()["expected_by"].as_str());
    let refused = step("refusal");
    assert_eq!(refused["status"], "denied");
    assert_eq!(refused["reason"], "other");
    assert!(!refused.to_string().contains("long story"), "{refused}");
}

#[test]
fn an_agent_takes_back_what_was_not_carried_out() {
    let lethe = Lethe::running();
    let (tenant, reached) = arrange(&lethe);
    let agent = reached.set_up();
    let file = || {
        let taken = reached.exercise(&agent, "access", &ann()).expect(200);
        taken.text_at("/request_id")
    };
    let request = file();
    // The message says nothing of the request, so it may come again.
    for _ in 0..2 {
        let revoked = reached.revoke(&agent, &request).expect(200).json();
        assert_eq!(revoked["status"], "revoked");
    }
    let seen = tenant
        .privacy_officer()
        .get(&format!("/v1/requests/{request}"));
    assert_eq!(seen.expect(200).json()["state"], "withdrawn");
    let done = file();
    let _ = tenant.execute(&done).expect(200);
    let _ = error(reached.revoke(&agent, &done), 409);
    let other = Agent::new("AGENT_A", 8);
    let path = format!("{}/v1/data-rights-request/{done}", reached.base);
    let body = other.sign(&json!({"reason": ""}));
    let headers = [("content-type", "text/plain")];
    let forged = agent.call(
        &tests::Method::DELETE,
        &path,
        &headers,
        Some(body.as_bytes()),
    );
    let _ = error(forged, 403);
}

#[test]
fn messages_are_refused_in_the_order_of_3_07() {
    let lethe = Lethe::running();
    let (tenant, reached) = arrange(&lethe);
    let client = reached.set_up();
    let agent = &reached.agent;
    let minutes = |minutes| json!(Timestamp::now() + SignedDuration::from_mins(minutes));
    let asked = json!({"exercise": "deletion", "email": "ann@example.com", "email_verified": true});
    let with = |changes: &[(&str, Value)]| {
        let mut message = agent.message(&asked);
        for (name, value) in changes {
            message[*name] = value.clone();
        }
        message
    };
    let wrong = |from: usize| {
        let all = [
            ("agent-id", json!("OTHER")),
            ("business-id", json!("OTHER")),
            ("issued-at", minutes(5)),
            ("expires-at", minutes(-5)),
            ("drp.version", json!("2.0")),
        ];
        with(&all[from..])
    };
    let mut seen = Vec::new();
    let mut try_it = |body: &str, status| {
        let refused = error(reached.post_request(&client, body), status);
        assert_eq!(refused["fatal"], true, "{refused}");
        let message = refused["message"].as_str().unwrap_or_default().to_owned();
        assert!(!seen.contains(&message), "{message}");
        seen.push(message);
    };
    try_it("{\"no\": \"base64\"}", 400);
    try_it(&Agent::new("AGENT_A", 8).sign(&wrong(0)), 403);
    for (from, status) in [(0, 403), (1, 403), (2, 400), (3, 400), (4, 400)] {
        try_it(&agent.sign(&wrong(from)), status);
    }
    assert!(tenant.privacy_officer().all("/v1/requests").is_empty());
    let older = with(&[("drp.version", json!("0.9.4"))]);
    let _ = reached
        .post_request(&client, &agent.sign(&older))
        .expect(200);
}

#[test]
fn a_message_is_taken_once() {
    let lethe = Lethe::running();
    let (tenant, reached) = arrange(&lethe);
    let client = reached.set_up();
    let mut asked = ann();
    asked["exercise"] = json!("deletion");
    let body = reached.agent.sign(&reached.agent.message(&asked));
    let _ = reached.post_request(&client, &body).expect(200);
    // Without padding and with a new line it is the same message.
    for again in [body.clone(), format!("{}\n", body.trim_end_matches('='))] {
        let _ = error(reached.post_request(&client, &again), 409);
    }
    assert_eq!(tenant.privacy_officer().all("/v1/requests").len(), 1);
}

#[test]
fn a_set_up_that_fails_says_nothing() {
    let lethe = Lethe::running();
    let (_, reached) = arrange(&lethe);
    let agent = &reached.agent;
    let minutes = |minutes| json!(Timestamp::now() + SignedDuration::from_mins(minutes));
    let good = agent.sign(&agent.message(&json!({})));
    let silent = |to: &str, body: &str| {
        let refused = reached.post_setup(to, body).expect(403);
        assert!(refused.body.is_empty(), "{refused:?}");
    };
    silent("AGENT_A", "no base64");
    silent("AGENT_B", &good);
    silent("agent", &good);
    let other = Agent::new("AGENT_A", 8);
    silent("AGENT_A", &other.sign(&other.message(&json!({}))));
    for changes in [
        json!({"agent-id": "AGENT_B"}),
        json!({"business-id": "OTHER"}),
        json!({"issued-at": minutes(5)}),
        json!({"expires-at": minutes(-5)}),
        json!({"issued-at": "yesterday"}),
        json!({"drp.version": "2.0"}),
    ] {
        silent("AGENT_A", &agent.sign(&agent.message(&changes)));
    }
    let _ = reached.post_setup("AGENT_A", &good).expect(200);
    silent("AGENT_A", &good);
}

#[test]
fn a_token_is_the_agents_and_opens_nothing_else() {
    let lethe = Lethe::running();
    let (tenant, reached) = arrange(&lethe);
    let client = reached.set_up();
    let information = |agent: &str| client.get(&format!("{}/v1/agent/{agent}", reached.base));
    assert_eq!(information("AGENT_A").expect(200).json(), json!({}));
    let _ = error(information("AGENT_B"), 403);
    for path in [
        "/v1/requests",
        "/v1/subjects",
        "/v1/collections",
        "/v1/protocols",
    ] {
        let _ = client.get(path).problem(403);
    }
    // Who is no agent has no business at this door, and no token none at all.
    let path = format!("{}/v1/agent/AGENT_A", reached.base);
    let _ = error(tenant.administrator().get(&path), 403);
    let _ = error(tenant.nobody().get(&path), 401);
    // Another token takes the place of the one before.
    let again = reached.set_up();
    let _ = error(information("AGENT_A"), 401);
    let _ = again.get(&path).expect(200);
    let path_of_agent = "/v1/protocols/agents/AGENT_A";
    let _ = tenant.privacy_officer().delete(path_of_agent).expect(204);
    let _ = error(again.get(&path), 401);
}

#[test]
fn another_agent_and_another_tenant_see_nothing_of_a_request() {
    let lethe = Lethe::running();
    let (tenant, reached) = arrange(&lethe);
    let client = reached.set_up();
    let taken = reached.exercise(&client, "access", &ann()).expect(200);
    let request = taken.text_at("/request_id");
    let other = Reached::of(&tenant, Agent::new("AGENT_B", 9));
    let other_client = other.set_up();
    let theirs = error(reached.status(&other_client, &request), 403);
    let nothing = error(reached.status(&other_client, &tenant.name), 403);
    assert_eq!(theirs, nothing);
    let _ = error(other.revoke(&other_client, &request), 403);
    let (_, elsewhere) = arrange(&lethe);
    let _ = error(elsewhere.status(&client, &request), 403);
    let _ = error(elsewhere.exercise(&client, "access", &ann()), 403);
}

#[test]
fn the_path_of_requests_may_end_with_a_slash() {
    let lethe = Lethe::running();
    let (_, reached) = arrange(&lethe);
    let client = reached.set_up();
    let mut asked = ann();
    asked["exercise"] = json!("access");
    let body = reached.agent.sign(&reached.agent.message(&asked));
    let path = format!("{}/v1/data-rights-request/", reached.base);
    let _ = client
        .post_as(&path, "text/plain", body.as_bytes())
        .expect(200);
}

#[test]
fn the_directory_says_what_the_business_supports() {
    let lethe = Lethe::running();
    let (tenant, reached) = arrange(&lethe);
    let path = format!("{}/.well-known/data-rights.json", reached.base);
    let entry = tenant.nobody().get(&path).expect(200).json();
    assert_eq!(entry["id"], BUSINESS);
    assert_eq!(entry["supported_verifications"], json!(["email"]));
    let actions = entry["supported_actions"].as_array().map_or(0, Vec::len);
    assert_eq!(actions, 5, "{entry}");
    let none = json!({"identities": []});
    let _ = tenant
        .privacy_officer()
        .put("/v1/protocols", &none)
        .expect(200);
    let _ = tenant.nobody().get(&path).problem(404);
}
