//! Before a version is approved it is tried on records, beside the active one: what differs is shown, masked.

use serde_json::{Value, json};
use tests::{Lethe, Tenant, data, hostile};

/// A plugin `notes` that gives back what it was given; its versions differ in a byte.
fn version(text: &str) -> Vec<u8> {
    let module = format!(
        "(module {{{{memory}}}} {{{{realloc}}}} {{{{describe}}}} {{{{echo}}}}
            (data (i32.const 0) \"{text}\")
            (func {{{{head}}}} (call $answer (local.get $columns) (local.get $count))))"
    );
    hostile::component("notes", &module)
}

fn tenant(lethe: &Lethe) -> Tenant {
    let rule = |operator: &str| json!({"anonymize": {"plugin": "redact", "parameters": {"operator": operator}}});
    let fields = json!([
        {"name": "note", "type": "text", "class": "free-text", "on_export": "include",
         "on_erase": rule("redact")},
        {"name": "mood", "type": "text", "class": "sensitive", "on_export": "include",
         "on_erase": rule("mask")},
    ]);
    let person = json!({"employee_no": "P1", "name": "Somebody"});
    let rows: Vec<Value> = (0..9)
        .map(|nth| json!({"employee_no": "P1", "note": format!("Note {nth}"), "mood": "Good"}))
        .collect();
    lethe
        .a_tenant()
        .with_collection(&data::people())
        .with_rows("people", &[person])
        .with_collection(&data::owned_by_employee("diary", &fields))
        .with_rows("diary", &rows)
}

fn try_out(tenant: &Tenant, digest: &str, body: &Value) -> tests::Answer {
    let path = format!("/v1/plugins/{digest}/shadow-run");
    tenant.privacy_officer().post(&path, body)
}

#[test]
fn without_an_active_version_the_records_are_compared_with_and_shown_masked() {
    let lethe = Lethe::running();
    let tenant = tenant(&lethe);
    let digest = tenant.upload(&tests::artefacts::plugin("redact"));
    let before = tests::dump::dump(&tenant);
    let answer = try_out(
        &tenant,
        &digest,
        &json!({"collection": "diary", "records": 4}),
    );
    let tried = answer.expect(200).json();
    assert_eq!(tried["against"], Value::Null, "{tried}");
    let records = tried["records"].as_u64().expect("a number");
    assert!((1..=4).contains(&records), "{tried}");
    assert_eq!(tried["changed_records"].as_u64(), Some(records), "{tried}");
    let fields = tried["fields"].as_array().expect("a list");
    let field = |name: &str| fields.iter().find(|field| field["field"] == name);
    let mood = field("mood").expect("moods differ");
    assert_eq!(mood["changed"].as_u64(), Some(records));
    assert_eq!(
        mood["values"][0],
        json!({"before": "xxxx", "now": "****"}),
        "{tried}"
    );
    let note = field("note").expect("notes differ");
    assert_eq!(note["values"][0]["before"], "xxxx 9", "{tried}");
    assert!(!tried.to_string().contains("Good"), "{tried}");
    tests::dump::same(&before, &tests::dump::dump(&tenant));
    let events = tenant.audit();
    let event = events
        .iter()
        .find(|event| event["action"] == "plugin.shadow-run");
    assert_eq!(event.expect("an event")["object_id"], digest.as_str());
}

#[test]
fn an_active_version_is_compared_with() {
    let lethe = Lethe::running();
    let rule = json!({"anonymize": {"plugin": "notes", "parameters": {}}});
    let fields = json!([{"name": "note", "type": "text", "class": "free-text",
                         "on_export": "include", "on_erase": rule}]);
    let tenant = lethe
        .a_tenant()
        .with_collection(&data::people())
        .with_rows(
            "people",
            &[json!({"employee_no": "P1", "name": "Somebody"})],
        )
        .with_collection(&data::owned_by_employee("notes", &fields))
        .with_rows("notes", &[json!({"employee_no": "P1", "note": "a note"})])
        .with_plugin(&version("1"));
    let active = tenant.administrator().all("/v1/plugins")[0]["digest"].clone();
    let digest = tenant.upload(&version("2"));
    let tried = try_out(&tenant, &digest, &json!({"collection": "notes"}));
    let tried = tried.expect(200).json();
    assert_eq!(tried["against"], active, "{tried}");
    assert_eq!(tried["records"], 1, "{tried}");
    assert_eq!(
        tried["changed_records"], 0,
        "both give back what they are given"
    );
    assert_eq!(tried["fields"], json!([]));
}

#[test]
fn only_who_may_read_records_tries_and_only_what_a_rule_names_is_tried() {
    let lethe = Lethe::running();
    let tenant = tenant(&lethe);
    let digest = tenant.upload(&tests::artefacts::plugin("redact"));
    let body = json!({"collection": "diary"});
    let path = format!("/v1/plugins/{digest}/shadow-run");
    for client in [tenant.auditor(), tenant.editor()] {
        let _ = client.post(&path, &body).problem(403);
    }
    for (body, pointer) in [
        (json!({"collection": "people"}), "/collection"),
        (json!({"collection": "nowhere"}), "/collection"),
        (json!({"collection": "diary", "records": 0}), "/records"),
        (json!({"collection": "diary", "records": 201}), "/records"),
    ] {
        let refused = try_out(&tenant, &digest, &body).problem(422);
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{refused}");
    }
}
