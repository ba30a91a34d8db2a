use serde_json::json;

use super::*;

const NOW: &str = "2026-11-22T12:00:00Z";

fn id(text: &str) -> AgentId {
    text.parse().unwrap()
}

fn read(changes: &Json) -> Result<Message, Invalid> {
    let mut message = json!({
        "agent-id": "AGENT", "business-id": "ACME", "issued-at": "2026-11-22T11:59:00Z",
        "expires-at": "2026-11-22T12:09:00Z", "drp.version": "1.0", "exercise": "deletion",
        "email": "ann@example.com",
    });
    for (name, value) in changes.as_object().unwrap() {
        message[name] = value.clone();
    }
    let now = NOW.parse().unwrap();
    Message::read(
        message.to_string().as_bytes(),
        &id("AGENT"),
        &id("ACME"),
        now,
    )
}

#[test]
fn checks_fail_in_the_order_of_the_protocol() {
    let later = "2026-11-22T12:00:01Z";
    let all_wrong = json!({
        "agent-id": "OTHER", "business-id": "OTHER", "issued-at": later, "expires-at": NOW,
        "drp.version": "2.0",
    });
    let mut changes = all_wrong.as_object().unwrap().clone();
    for (mended, wanted) in [
        (None, Invalid::Agent),
        (Some("agent-id"), Invalid::Business),
        (Some("business-id"), Invalid::TooEarly),
        (Some("issued-at"), Invalid::Expired),
        (Some("expires-at"), Invalid::Version),
    ] {
        if let Some(mended) = mended {
            changes.remove(mended);
        }
        assert_eq!(read(&Json::Object(changes.clone())).unwrap_err(), wanted);
    }
    assert_eq!(
        read(&json!({"issued-at": "now"})).unwrap_err(),
        Invalid::Form
    );
}

#[test]
fn a_message_counts_after_it_was_issued_and_before_it_expires() {
    assert_eq!(
        read(&json!({"issued-at": NOW})).unwrap_err(),
        Invalid::TooEarly
    );
    assert_eq!(
        read(&json!({"expires-at": NOW})).unwrap_err(),
        Invalid::Expired
    );
    assert!(read(&json!({"issued-at": "2026-11-22T12:59:59+01:00"})).is_ok());
    assert!(read(&json!({"drp.version": "0.9.4"})).is_ok());
}

#[test]
fn what_is_asked_for_is_named() {
    let asked = |changes: &Json| read(changes).unwrap().asked();
    let claimed = asked(&json!({"email_verified": true, "agent-request-id": "a-1"})).unwrap();
    assert_eq!(claimed.exercise, Exercise::Deletion);
    assert_eq!(claimed.agent_request_id.as_deref(), Some("a-1"));
    assert!(claimed.claims[0].is_verified);
    for (changes, wanted) in [
        (json!({"exercise": "sale:opt-in"}), Unsupported::Exercise),
        (json!({"exercise": null}), Unsupported::Exercise),
        (json!({"regime": "other"}), Unsupported::Regime),
        (
            json!({"agent-request-id": "Ann Other"}),
            Unsupported::AgentRequestId,
        ),
        (json!({"agent-request-id": 7}), Unsupported::AgentRequestId),
        (
            json!({"status_callback": "http://a.example"}),
            Unsupported::StatusCallback,
        ),
        (json!({"email": " "}), Unsupported::Claims),
    ] {
        assert_eq!(asked(&changes), Err(wanted), "{changes}");
    }
}

#[test]
fn a_claim_counts_as_verified_only_if_the_agent_says_so() {
    for verified in [json!(false), json!("true"), json!(1), json!(null)] {
        let asked = read(&json!({"email_verified": verified})).unwrap().asked();
        assert!(!asked.unwrap().claims[0].is_verified, "{verified}");
    }
}

#[test]
fn every_right_is_a_request_with_the_content_of_its_kind() {
    for exercise in Exercise::ALL {
        let (kind, content) = exercise.request();
        assert!(content.check(kind).is_ok(), "{exercise:?}");
    }
}
