//! Clients of Microsoft Presidio's anonymizer, who changed the URL and send a token. What it answers to whatever is sent,
//! `crates/presidio/tests` compares with Presidio itself.

use serde_json::{Value, json};
use tests::drp::{Agent, Reached};
use tests::{Answer, Client, Lethe, Tenant, traces};

const TEXT: &str = "Zoë Quillfeather, zoe.quillfeather@mail.example, wrote twice. 👩‍🚀";
const KEY: &str = "0123456789abcdef";

fn anonymize(client: &Client, anonymizers: &Value) -> Answer {
    let body = json!({
        "text": TEXT, "anonymizers": anonymizers,
        "analyzer_results": [
            {"start": 4, "end": 16, "score": 0.6, "entity_type": "LAST_NAME"},
            {"start": 0, "end": 16, "score": 0.85, "entity_type": "PERSON", "analysis_explanation": null},
            {"start": 18, "end": 47, "score": 1.0, "entity_type": "EMAIL_ADDRESS"},
        ],
    });
    client.post("/presidio/anonymize", &body)
}

/// The one member of an error, which repeats nothing of what was sent.
fn error(answer: Answer, status: u16) -> String {
    let answer = answer.expect(status);
    let text = answer.text_at("/error");
    assert_eq!(answer.json(), json!({"error": text}));
    assert!(
        !text.contains("Quillfeather") && !text.contains(KEY),
        "{text}"
    );
    text
}

/// The events that are about this.
fn logged(tenant: &Tenant, action: &str) -> Vec<Value> {
    let events = tenant.auditor().all("/v1/audit/events");
    let is_it = |event: &Value| event["action"] == action;
    events.into_iter().filter(is_it).collect()
}

#[test]
fn a_text_comes_back_with_types_in_the_place_of_names() {
    let lethe = Lethe::running();
    let editor = lethe.a_tenant().editor();
    let answer = anonymize(&editor, &json!(null)).expect(200).json();
    let wanted = json!({
        "text": "<PERSON>, <EMAIL_ADDRESS>, wrote twice. 👩‍🚀",
        "items": [
            {"start": 10, "end": 25, "entity_type": "EMAIL_ADDRESS", "text": "<EMAIL_ADDRESS>",
             "operator": "replace", "score": 1.0},
            {"start": 0, "end": 8, "entity_type": "PERSON", "text": "<PERSON>",
             "operator": "replace", "score": 0.85},
        ],
    });
    assert_eq!(answer, wanted);
    let operators = json!({
        "DEFAULT": {"type": "redact"},
        "PERSON": {"type": "mask", "masking_char": "*", "chars_to_mask": 12, "from_end": true},
    });
    let answer = anonymize(&editor, &operators).expect(200);
    assert_eq!(
        answer.text_at("/text"),
        "Zoë ************, , wrote twice. 👩‍🚀"
    );
}

#[test]
fn what_was_encrypted_is_decrypted_with_the_callers_key_and_that_is_logged_by_its_number() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let officer = tenant.privacy_officer();
    let operators = json!({"DEFAULT": {"type": "encrypt", "key": KEY}});
    let sealed = anonymize(&officer, &operators).expect(200).json();
    let again = anonymize(&officer, &operators).expect(200).json();
    assert_ne!(sealed["text"], again["text"], "an IV of its own each time");
    assert!(!sealed.to_string().contains("Quillfeather"), "{sealed}");
    let before = logged(&tenant, "text.deanonymized");
    assert!(before.is_empty(), "{before:?}");
    let open = |key: &str| {
        let body = json!({
            "text": sealed["text"], "anonymizer_results": sealed["items"],
            "deanonymizers": {"DEFAULT": {"type": "decrypt", "key": key}},
        });
        officer.post("/presidio/deanonymize", &body)
    };
    let opened = open(KEY).expect(200);
    assert_eq!(opened.text_at("/text"), TEXT);
    assert_eq!(opened.text_at("/items/1/text"), "Zoë Quillfeather");
    let text = error(open("fedcba9876543210"), 422);
    assert!(text.contains("decrypted"), "{text}");
    let text = error(open("short"), 422);
    assert_eq!(
        text,
        "Invalid input, key must be of length 128, 192 or 256 bits"
    );
    let events = logged(&tenant, "text.deanonymized");
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(events[0]["counts"], json!({"entities": 2}), "{events:?}");
}

#[test]
fn equal_values_have_one_hash_only_under_a_salt() {
    let lethe = Lethe::running();
    let editor = lethe.a_tenant().editor();
    let hash = |operator: Value| {
        let answer = anonymize(&editor, &json!({"DEFAULT": operator}));
        answer.expect(200).text_at("/items/1/text")
    };
    let salted = json!({"type": "hash", "hash_type": "sha512", "salt": KEY});
    assert_eq!(hash(salted.clone()), hash(salted.clone()));
    assert_eq!(hash(salted).len(), 128);
    assert_ne!(hash(json!({"type": "hash"})), hash(json!({"type": "hash"})));
}

#[test]
fn what_is_wrong_is_said_as_presidio_says_it() {
    let lethe = Lethe::running();
    let editor = lethe.a_tenant().editor();
    let path = "/presidio/anonymize";
    let raw = |body: &str| editor.post_as(path, "application/json", body.as_bytes());
    for body in ["", "{", "{\"text\": \"Quillfeather\",}"] {
        assert!(
            error(raw(body), 400).contains("could not understand"),
            "{body}"
        );
    }
    for body in ["{}", "[]", "null"] {
        assert_eq!(error(raw(body), 400), "Invalid request json");
    }
    let prose = editor.post_as(path, "text/plain", b"{\"text\": \"Quillfeather\"}");
    assert!(error(prose, 415).contains("application/json"));
    let large = format!("{{\"text\": \"{}\"}}", "x".repeat(1 << 20));
    // The host says so before a workflow sees it.
    let _ = raw(&large).expect(413);
    let nothing_found = editor.post(path, &json!({"text": "Quillfeather"}));
    let wanted = "Invalid input, request must contain analyzer results";
    assert_eq!(error(nothing_found, 422), wanted);
    for (operator, status, wanted) in [
        (
            json!({"type": "custom"}),
            400,
            "Custom type anonymizer is not supported",
        ),
        (
            json!({"type": "nonsense"}),
            422,
            "Invalid operator class 'nonsense'.",
        ),
        (
            json!({"type": "Quillfeather"}),
            422,
            "Invalid operator class '…'.",
        ),
        (json!({"type": "encrypt"}), 422, "Expected parameter key"),
        (
            json!({"type": "mask", "masking_char": KEY}),
            422,
            "Invalid input, masking_char must be a character",
        ),
    ] {
        let refused = anonymize(&editor, &json!({"DEFAULT": operator}));
        assert_eq!(error(refused, status), wanted);
    }
    let beyond = json!([{"start": 1, "end": 9, "score": 1, "entity_type": "A"}]);
    let beyond = editor.post(path, &json!({"text": "Quill", "analyzer_results": beyond}));
    let wanted = "Invalid analyzer result, start: 1 and end: 9, while text length is only 5.";
    assert_eq!(error(beyond, 422), wanted);
}

#[test]
fn operators_are_listed_and_everybody_sees_that_the_interface_is_there() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let editor = tenant.editor();
    let anonymizers = editor.get("/presidio/anonymizers").expect(200).json();
    let wanted = json!(["encrypt", "hash", "keep", "mask", "redact", "replace"]);
    assert_eq!(anonymizers, wanted);
    let deanonymizers = editor.get("/presidio/deanonymizers").expect(200).json();
    assert_eq!(deanonymizers, json!(["decrypt", "deanonymize_keep"]));
    let _ = tenant.nobody().get("/presidio/health").expect(200);
}

#[test]
fn only_who_may_see_personal_data_comes_in() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant().with_collection(&tests::data::people());
    let agent = Reached::of(&tenant, Agent::new("AGENT_A", 7)).set_up();
    let nothing = json!({"text": "", "analyzer_results": []});
    for path in ["/presidio/anonymize", "/presidio/deanonymize"] {
        let refused = tenant.nobody().post(path, &nothing);
        let challenge = refused.header("www-authenticate").unwrap_or_default();
        assert!(challenge.starts_with("Bearer"), "{refused:?}");
        assert_eq!(error(refused, 401), "unauthenticated");
        for client in [&agent, &tenant.auditor()] {
            assert_eq!(error(client.post(path, &nothing), 403), "forbidden");
        }
        for client in [
            tenant.editor(),
            tenant.privacy_officer(),
            tenant.administrator(),
        ] {
            let _ = client.post(path, &nothing).expect(200);
        }
    }
    for path in ["/presidio/anonymizers", "/presidio/deanonymizers"] {
        let _ = error(tenant.nobody().get(path), 401);
        let _ = error(agent.get(path), 403);
    }
}

#[test]
fn nothing_of_a_text_is_left_behind() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let editor = tenant.editor();
    let operators = json!({"DEFAULT": {"type": "keep"}});
    let _ = anonymize(&editor, &operators).expect(200);
    let kept = json!({
        "text": TEXT, "deanonymizers": {"DEFAULT": {"type": "deanonymize_keep"}},
        "anonymizer_results": [{"start": 0, "end": 16, "entity_type": "PERSON"}],
    });
    let _ = editor.post("/presidio/deanonymize", &kept).expect(200);
    let _ = error(
        anonymize(&editor, &json!({"DEFAULT": {"type": "Quillfeather"}})),
        422,
    );
    // Another Lethe's folder is elsewhere.
    let Some(folder) = lethe.folder() else { return };
    let found = traces::find(folder.path(), &["Quillfeather".to_owned()]);
    assert!(found.is_empty(), "{found:?}");
}
