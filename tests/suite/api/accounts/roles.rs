//! An account is for one person, and may do nothing until it is given a role.

use serde_json::{Value, json};
use tests::accounts::{PASSWORD, Person};
use tests::{Lethe, Role};

#[test]
fn a_new_account_edits_its_own_profile_and_nothing_else() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let session = Person::of(&tenant, "pat@acme.example").session();
    let profile = session.get("/v1/profile").expect(200).json();
    assert_eq!(profile["role"], "member", "{profile}");
    let changed = session.put("/v1/profile", &json!({"display_name": "Pat Changed"}));
    assert_eq!(changed.expect(200).text_at("/display_name"), "Pat Changed");
    let profile = session.get("/v1/profile").expect(200);
    assert_eq!(profile.text_at("/display_name"), "Pat Changed");
    for path in [
        "/v1/collections",
        "/v1/subjects",
        "/v1/audit/tree",
        "/v1/accounts",
    ] {
        let _ = session.get(path).problem(403);
    }
}

#[test]
fn a_role_opens_what_it_opens_and_ends_the_sessions_of_before() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let person = Person::of(&tenant, "pat@acme.example");
    let before = person.session();
    let administrator = tenant.administrator();
    let role = format!("/v1/accounts/{}/role", person.account_id);
    let _ = administrator
        .put(&role, &json!({"role": "auditor"}))
        .expect(200);
    let _ = before.get("/v1/profile").problem(401);
    let session = person.session();
    let _ = session.get("/v1/audit/events").expect(200);
    let _ = session.get("/v1/subjects").problem(403);
    for unfit in ["agent", "owner", ""] {
        let _ = administrator
            .put(&role, &json!({ "role": unfit }))
            .problem(422);
    }
}

#[test]
fn an_account_that_is_switched_off_is_out_at_once_and_signs_in_no_more() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let person = Person::of(&tenant, "pat@acme.example");
    let session = person.session();
    let path = format!("/v1/accounts/{}/enabled", person.account_id);
    let switch = |enabled: bool| {
        tenant
            .administrator()
            .put(&path, &json!({ "enabled": enabled }))
    };
    let _ = switch(false).expect(200);
    let _ = session.get("/v1/profile").problem(401);
    let _ = person.try_with(PASSWORD, &json!({})).problem(401);
    let _ = switch(true).expect(200);
    let _ = person.session().get("/v1/profile").expect(200);
}

#[test]
fn nobody_approves_in_one_session_what_they_uploaded_in_another() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    tenant.allow_unsigned_plugins();
    let person = Person::with_role(&tenant, "pat@acme.example", "administrator");
    let plugin = tests::artefacts::plugin("redact");
    let uploaded = person
        .session()
        .post_as("/v1/plugins", "application/wasm", &plugin);
    let digest = uploaded.expect(201).text_at("/digest");
    let refused = person
        .session()
        .act(&format!("/v1/plugins/{digest}/approval"));
    assert_eq!(refused.problem(409)["code"], "own-upload");
}

#[test]
fn what_somebody_does_is_in_the_log_under_their_account_and_names_nobody() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let person = Person::of(&tenant, "pat@acme.example");
    let session = person.session();
    let _ = session
        .post("/v1/sign-out", &json!({"everywhere": true}))
        .expect(200);
    let _ = person
        .try_with("not it, surely not", &json!({}))
        .problem(401);
    let events = tenant.with_role(Role::Auditor).all("/v1/audit/events");
    let of = |action: &str| -> Vec<&Value> {
        let has = |event: &&Value| event["action"] == action;
        events.iter().filter(has).collect()
    };
    for action in [
        "account.created",
        "account.activated",
        "session.begun",
        "session.ended",
    ] {
        assert_eq!(of(action).len(), 1, "{action}");
    }
    assert_eq!(
        of("session.begun")[0]["actor"]["token_id"],
        person.account_id
    );
    assert_eq!(of("sign-in.failed")[0]["object_id"], person.account_id);
    let text = json!(events).to_string();
    assert!(
        !text.contains("acme.example") && !text.contains("Pat"),
        "{text}"
    );
}

#[test]
fn a_login_is_taken_once_however_it_is_spelled() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let _ = Person::invite(&tenant, "pat@acme.example");
    let again = json!({"login": " PAT@acme.EXAMPLE", "display_name": "Other"});
    let refused = tenant.administrator().post("/v1/accounts", &again);
    assert_eq!(refused.problem(409)["code"], "exists");
    let both = json!({"login": "", "display_name": " "});
    let refused = tenant
        .administrator()
        .post("/v1/accounts", &both)
        .problem(422);
    assert_eq!(
        refused["errors"].as_array().map(Vec::len),
        Some(2),
        "{refused}"
    );
}

#[test]
fn an_erased_subject_has_no_account_any_more() {
    let lethe = Lethe::running();
    let people = tests::data::some_people(61, 1);
    let tenant = lethe.a_tenant().with_people(&people);
    let subject = tenant.subject(&people[0]);
    let wanted = json!({
        "login": "self@acme.example", "display_name": "Own", "subject_id": subject,
    });
    let administrator = tenant.administrator();
    let made = administrator.post("/v1/accounts", &wanted).expect(201);
    let account = made.text_at("/account_id");
    let _ = administrator
        .get(&format!("/v1/accounts/{account}"))
        .expect(200);
    let request = tenant.request("erasure", &subject);
    let _ = tenant.execute(&request).expect(200);
    let _ = administrator
        .get(&format!("/v1/accounts/{account}"))
        .problem(404);
}
