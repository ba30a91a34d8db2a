//! An objection restricts until it is decided (Art. 21 and 18(1)(d) GDPR).

use serde_json::{Value, json};
use tests::{Lethe, Tenant, data};

/// A tenant of one person who objected; gives the subject and the request.
fn objected(lethe: &Lethe, ground: &str) -> (Tenant, String, String) {
    let people = data::some_people(51, 1);
    let tenant = lethe.a_tenant().with_people(&people);
    let subject = tenant.subject(&people[0]);
    let content = json!({"objection": {"ground": ground, "reason": "it harms me"}});
    let request = tenant
        .file("objection", &subject, &content)
        .expect(201)
        .text_at("/request_id");
    let done = tenant.execute(&request).expect(200).json();
    assert_eq!(done["state"], "in-progress");
    (tenant, subject, request)
}

fn is_restricted(tenant: &Tenant, subject: &str) -> bool {
    let found = tenant
        .privacy_officer()
        .get(&format!("/v1/subjects/{subject}"));
    found.expect(200).json()["restricted"] == Value::Bool(true)
}

#[test]
fn r12_an_objection_that_is_upheld_leads_to_erasure_and_stays_restricted_until_then() {
    let lethe = Lethe::running();
    let (tenant, subject, request) = objected(&lethe, "particular-situation");
    assert!(is_restricted(&tenant, &subject));
    let path = format!("/v1/requests/{request}/decision");
    let done = tenant
        .privacy_officer()
        .post(&path, &json!({"upheld": true}))
        .expect(200);
    assert_eq!(done.json()["state"], "completed");
    assert!(is_restricted(&tenant, &subject));
    let _ = tenant
        .execute(&done.text_at("/outcome/erasure_request_id"))
        .expect(200);
    let _ = tenant
        .privacy_officer()
        .get(&format!("/v1/subjects/{subject}"))
        .problem(404);
    assert_eq!(tenant.records("people"), Vec::<Value>::new());
    assert_eq!(
        tenant.privacy_officer().all("/v1/restrictions"),
        Vec::<Value>::new()
    );
}

#[test]
fn r12_an_objection_that_is_not_upheld_is_refused_and_lifted_with_notice() {
    let lethe = Lethe::running();
    let (tenant, subject, request) = objected(&lethe, "particular-situation");
    let officer = tenant.privacy_officer();
    let path = format!("/v1/requests/{request}/decision");
    let _ = officer.post(&path, &json!({"upheld": false})).problem(422);
    let reason = json!({"upheld": false, "reason": "a claim is before the court"});
    let done = officer.post(&path, &reason).expect(200);
    assert_eq!(done.json()["state"], "refused");
    assert!(
        is_restricted(&tenant, &subject),
        "the notice comes before the lifting"
    );
    let restriction = done.text_at("/outcome/restriction_id");
    let found = officer
        .get(&format!("/v1/restrictions/{restriction}"))
        .expect(200)
        .json();
    assert_eq!(found["notice"], reason["reason"]);
    let _ = officer
        .act(&format!("/v1/restrictions/{restriction}/lifting"))
        .expect(200);
    assert!(!is_restricted(&tenant, &subject));
    let refused = officer
        .get(&format!("/v1/requests/{request}"))
        .expect(200)
        .json();
    assert_eq!(
        refused["remedies"].as_array().map(Vec::len),
        Some(2),
        "{refused}"
    );
    let _ = officer.post(&path, &json!({"upheld": true})).problem(409);
}

#[test]
fn r12_an_objection_to_direct_marketing_is_never_declined() {
    let lethe = Lethe::running();
    let (tenant, _, request) = objected(&lethe, "direct-marketing");
    let path = format!("/v1/requests/{request}/decision");
    let reason = json!({"upheld": false, "reason": "it sells"});
    let problem = tenant.privacy_officer().post(&path, &reason).problem(409);
    assert_eq!(problem["code"], "absolute-objection");
    let _ = tenant
        .privacy_officer()
        .post(&path, &json!({"upheld": true}))
        .expect(200);
}
