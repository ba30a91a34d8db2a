//! From an upload to a plugin that runs, and back: two people, one pointer, no second chance for what was revoked.

use serde_json::{Value, json};
use tests::{Client, Lethe, Tenant, artefacts, data, hostile};

/// A plugin `initials` that redacts nothing: its versions differ in a byte.
fn version(number: u8) -> Vec<u8> {
    let module = format!(
        "(module {{{{memory}}}} {{{{realloc}}}} {{{{describe}}}} {{{{echo}}}}
            (data (i32.const 0) \"{number}\")
            (func {{{{head}}}} (call $answer (local.get $columns) (local.get $count))))"
    );
    hostile::component("initials", &module)
}

fn path(digest: &str, step: &str) -> String {
    format!("/v1/plugins/{digest}/{step}")
}

/// Uploads, approves and activates.
fn bring(tenant: &Tenant, component: &[u8]) -> String {
    let digest = tenant.upload(component);
    let administrator = tenant.administrator();
    for step in ["approval", "activation"] {
        let _ = administrator.act(&path(&digest, step)).expect(200);
    }
    digest
}

fn find(client: &Client, digest: &str) -> Value {
    client
        .get(&format!("/v1/plugins/{digest}"))
        .expect(200)
        .json()
}

fn reason(text: &str) -> Value {
    json!({ "reason": text })
}

#[test]
fn what_was_uploaded_waits_for_somebody_else() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let developer = tenant.developer();
    let digest = tenant.upload(&version(1));
    assert_eq!(find(&developer, &digest)["state"], "pending");

    let early = developer.act(&path(&digest, "activation")).problem(409);
    assert_eq!(early["code"], "wrong-state", "{early}");
    let own = developer.act(&path(&digest, "approval")).problem(409);
    assert_eq!(own["code"], "own-upload", "{own}");
    assert_eq!(find(&developer, &digest)["state"], "pending");

    let approved = tenant.privacy_officer().act(&path(&digest, "approval"));
    let approved = approved.expect(200).json();
    assert_eq!(approved["state"], "approved");
    assert_ne!(approved["decided_by"], approved["uploaded_by"]);
    assert_eq!(approved["active"], false);
    let active = developer
        .act(&path(&digest, "activation"))
        .expect(200)
        .json();
    assert_eq!(active["active"], true);

    let actions: Vec<Value> = tenant
        .audit()
        .iter()
        .map(|event| event["action"].clone())
        .collect();
    for action in ["plugin.uploaded", "plugin.approved", "plugin.activated"] {
        assert!(
            actions.contains(&json!(action)),
            "no {action} in {actions:?}"
        );
    }
}

#[test]
fn what_was_rejected_says_why_and_is_not_activated() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let officer = tenant.privacy_officer();
    let digest = tenant.upload(&version(1));
    for wrong in [json!({}), reason(" "), reason(&"x".repeat(501))] {
        let _ = officer
            .post(&path(&digest, "rejection"), &wrong)
            .problem(422);
    }
    let rejected = officer.post(&path(&digest, "rejection"), &reason("keeps too much"));
    let rejected = rejected.expect(200).json();
    assert_eq!(rejected["state"], "rejected");
    assert_eq!(rejected["reason"], "keeps too much");
    for step in ["approval", "activation"] {
        let refused = tenant
            .administrator()
            .act(&path(&digest, step))
            .problem(409);
        assert_eq!(refused["code"], "wrong-state", "{refused}");
    }
}

#[test]
fn a_version_that_misbehaves_is_rolled_back_at_once() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let (first, second) = (bring(&tenant, &version(1)), bring(&tenant, &version(2)));
    let administrator = tenant.administrator();
    assert_eq!(find(&administrator, &first)["active"], false);

    let back = administrator
        .act(&path(&second, "rollback"))
        .expect(200)
        .json();
    assert_eq!(back["digest"], first.as_str());
    assert_eq!(back["active"], true);
    assert_eq!(find(&administrator, &second)["active"], false);

    let twice = administrator.act(&path(&second, "rollback")).problem(409);
    assert_eq!(twice["code"], "plugin-not-active", "{twice}");
    let further = administrator.act(&path(&first, "rollback")).problem(409);
    assert_eq!(further["code"], "no-earlier-version", "{further}");
    assert_eq!(find(&administrator, &first)["active"], true);
}

#[test]
fn what_was_revoked_never_runs_again_and_is_not_taken_in_again() {
    let lethe = Lethe::running();
    let people = data::some_people(5, 2);
    let redact = artefacts::plugin("redact");
    let tenant = lethe
        .a_tenant()
        .with_plugin(&redact)
        .with_people(&people)
        .with_collection(&data::tasks())
        .with_rows("tasks", &[task(&people[0])]);
    let plugins = tenant.administrator().all("/v1/plugins");
    let digest = plugins[0]["digest"].as_str().expect("a digest").to_owned();
    let request = tenant.request("erasure", &tenant.subject(&people[0]));

    // The uploader may: stopping what does harm waits for nobody.
    let revoked = tenant
        .developer()
        .post(&path(&digest, "revocation"), &reason("leaks"));
    let revoked = revoked.expect(200).json();
    assert_eq!(
        (&revoked["state"], &revoked["active"]),
        (&json!("revoked"), &json!(false))
    );

    let failed = tenant.execute(&request).problem(409);
    assert_eq!(failed["code"], "plugin-not-active", "{failed}");
    assert!(
        tenant
            .look_up("people", "employee_no", &people[0].number)
            .is_some()
    );
    for step in ["approval", "activation"] {
        let _ = tenant
            .administrator()
            .act(&path(&digest, step))
            .problem(409);
    }
    let again = tenant
        .developer()
        .post_as("/v1/plugins", "application/wasm", &redact);
    let _ = again.problem(409);
}

#[test]
fn what_is_retired_is_gone_but_for_its_name() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let (first, second) = (bring(&tenant, &version(1)), bring(&tenant, &version(2)));
    let administrator = tenant.administrator();
    let active = administrator
        .delete(&format!("/v1/plugins/{second}"))
        .problem(409);
    assert_eq!(active["code"], "plugin-active", "{active}");

    let _ = administrator
        .delete(&format!("/v1/plugins/{first}"))
        .expect(204);
    assert_eq!(find(&administrator, &first)["state"], "retired");
    let _ = administrator.act(&path(&first, "activation")).problem(409);
    let back = administrator.act(&path(&second, "rollback")).problem(409);
    assert_eq!(back["code"], "no-earlier-version", "{back}");
    let _ = administrator
        .delete(&format!("/v1/plugins/{first}"))
        .problem(409);
}

fn task(person: &data::Person) -> Value {
    json!({"employee_no": person.number, "project": "P1", "title": "Call them", "estimate": 1.5})
}
