//! Plugins are watched: what they log is kept, and those that fail again and again are suspended.

use serde_json::{Value, json};
use tests::{Lethe, Tenant, data, hostile, plugins};

fn digest_of(tenant: &Tenant) -> String {
    let all = tenant.administrator().all("/v1/plugins");
    all[0]["digest"].as_str().expect("a digest").to_owned()
}

fn trapping() -> Vec<u8> {
    let module =
        "(module {{memory}} {{realloc}} {{describe}} {{echo}} (func {{head}} (unreachable)))";
    hostile::component("trapping", module)
}

#[test]
fn what_a_plugin_logs_is_kept_until_it_is_retired() {
    let lethe = Lethe::running();
    let tenant = lethe
        .a_tenant()
        .with_collection(&data::people())
        .with_plugin(&plugins::talkative("talkative"));
    let digest = digest_of(&tenant);
    let path = format!("/v1/plugins/{digest}/logs");
    let auditor = tenant.auditor();
    assert_eq!(auditor.all(&path), Vec::<Value>::new());
    // It gives back the author's name: the guard stops it, and Lethe adds a line of its own.
    let _ = tenant
        .run_plugin("talkative", "a note", 1)
        .remove(0)
        .problem(422);
    let lines = auditor.all(&path);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(lines[0]["level"], "failure");

    let other = tenant.with_plugin(&plugins::talkative("quiet"));
    let good = other.administrator().all("/v1/plugins");
    let good = good.iter().find(|plugin| plugin["name"] == "quiet");
    let quiet = good.expect("it was uploaded")["digest"].clone();
    let path = format!("/v1/plugins/{}/logs", quiet.as_str().expect("a digest"));
    let rule = json!({"anonymize": {"plugin": "quiet", "parameters": {}}});
    let fields = json!([{"name": "note", "type": "text", "class": "free-text",
                         "on_export": "include", "on_erase": rule}]);
    let tenant = other
        .with_collection(&data::owned_by_employee("notes", &fields))
        .with_rows(
            "people",
            &[json!({"employee_no": "Q1", "name": "Somebody"})],
        )
        .with_rows("notes", &[json!({"employee_no": "Q1", "note": "a note"})]);
    let subject = tenant.look_up("people", "employee_no", "Q1");
    let request = tenant.request("erasure", &subject.expect("a subject"));
    let _ = tenant.execute(&request).expect(200);
    let lines = tenant.auditor().all(&path);
    let said: Vec<_> = lines
        .iter()
        .map(|line| (&line["level"], &line["line"]))
        .collect();
    let (info, warning) = (json!("info"), json!("warning"));
    assert_eq!(
        said,
        [(&warning, &json!("ended")), (&info, &json!("began"))]
    );
}

#[test]
fn a_plugin_that_fails_again_and_again_is_suspended_until_somebody_lifts_it() {
    let lethe = Lethe::running();
    let tenant = lethe
        .a_tenant()
        .with_collection(&data::people())
        .with_plugin(&trapping());
    tenant.ask_of_plugins(&json!({"suspend_after": 2}));
    let digest = digest_of(&tenant);
    let mut answers = tenant.run_plugin("trapping", "a note", 3).into_iter();
    for answer in answers.by_ref().take(2) {
        assert_eq!(answer.problem(422)["code"], "plugin-failed");
    }
    let suspended = answers.next().expect("a third answer").problem(409);
    assert_eq!(suspended["code"], "plugin-suspended", "{suspended}");
    let detail = suspended["detail"].as_str().expect("a detail");
    assert!(detail.contains("reinstatement"), "{detail}");

    let listed = tenant.auditor().all("/v1/plugins");
    assert!(listed[0]["suspended_at"].is_string(), "{listed:?}");
    let events = tenant.audit();
    let event = events
        .iter()
        .find(|event| event["action"] == "plugin.suspended");
    let event = event.expect("the suspension is in the audit log");
    assert_eq!(event["object_id"], digest.as_str());
    assert_eq!(event["counts"]["failures"], 2, "{event}");
    let lines = tenant.auditor().all(&format!("/v1/plugins/{digest}/logs"));
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines[0]["line"]
            .as_str()
            .is_some_and(|line| line.starts_with("trapped"))
    );

    let path = format!("/v1/plugins/{digest}/reinstatement");
    let back = tenant.privacy_officer().act(&path).expect(200).json();
    assert!(back["suspended_at"].is_null(), "{back}");
    let _ = tenant.privacy_officer().act(&path).problem(409);
    let again = tenant
        .administrator()
        .get("/v1/requests")
        .expect(200)
        .json();
    let request = again["items"][0]["request_id"].as_str().expect("an id");
    let failed = tenant.execute(request).problem(422);
    assert_eq!(failed["code"], "plugin-failed", "{failed}");
}

#[test]
fn an_anonymizer_that_leaves_an_identifier_is_stopped_and_nothing_changes() {
    let lethe = Lethe::running();
    for (nth, note) in ["as agreed with GRACE HOPPER", "nothing about her"]
        .into_iter()
        .enumerate()
    {
        let name = format!("echo-{nth}");
        let module = "(module {{memory}} {{realloc}} {{describe}} {{echo}}
            (func {{head}} (call $answer (local.get $columns) (local.get $count))))";
        let tenant = lethe
            .a_tenant()
            .with_collection(&data::people())
            .with_plugin(&hostile::component(&name, module));
        let refused = tenant.run_plugin(&name, note, 1).remove(0).problem(422);
        assert_eq!(refused["code"], "plugin-failed", "{refused}");
        let text = refused.to_string().to_lowercase();
        assert!(
            text.contains("the column author holds an identifier"),
            "{text}"
        );
        assert!(text.contains(&name) && !text.contains("hopper"), "{text}");
        let kept = tenant.records(&name);
        assert_eq!(kept[0]["fields"]["note"], note, "{kept:?}");
    }
}
