//! One life for requests of every kind, and the steps of the tenant's template.

use serde_json::{Value, json};
use tests::{Lethe, Tenant, data};

/// Every kind, with content that the kind needs.
fn kinds() -> [(&'static str, Value); 7] {
    [
        ("access", json!({})),
        ("portability", json!({})),
        (
            "rectification",
            json!({"rectification": {"statement": "I was never there"}}),
        ),
        (
            "restriction",
            json!({"restriction": {"ground": "legal-claims"}}),
        ),
        (
            "objection",
            json!({"objection": {"ground": "direct-marketing"}}),
        ),
        ("consent-withdrawal", json!({"purpose": "news"})),
        ("erasure", json!({})),
    ]
}

fn one_person(lethe: &Lethe) -> (Tenant, String) {
    let people = data::some_people(61, 1);
    let tenant = lethe.a_tenant().with_people(&people);
    let subject = tenant.subject(&people[0]);
    (tenant, subject)
}

#[test]
fn a_request_of_every_kind_can_be_filed_verified_refused_and_withdrawn() {
    let lethe = Lethe::running();
    let (tenant, subject) = one_person(&lethe);
    let officer = tenant.privacy_officer();
    for (kind, content) in kinds() {
        let mut body = json!({"kind": kind, "subject_id": subject});
        for (name, value) in content.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        let file = || {
            officer
                .post("/v1/requests", &body)
                .expect(201)
                .text_at("/request_id")
        };
        let (refused, withdrawn) = (file(), file());
        let path = |id: &str, step: &str| format!("/v1/requests/{id}/{step}");
        let _ = officer.act(&path(&refused, "execution")).problem(409);
        let verified = json!({"method": "passport-seen"});
        let _ = officer
            .post(&path(&refused, "verification"), &verified)
            .expect(200);
        let told = officer
            .post(&path(&refused, "refusal"), &json!({"reason": "excessive"}))
            .expect(200);
        // Art. 12(4): the possibility of a complaint and of a judicial remedy.
        let remedies = told.json()["remedies"].to_string();
        assert!(
            remedies.contains("complaint") && remedies.contains("judicial"),
            "{kind}: {remedies}"
        );
        let _ = officer.act(&path(&withdrawn, "withdrawal")).expect(200);
        for id in [&refused, &withdrawn] {
            let found = officer
                .get(&format!("/v1/requests/{id}"))
                .expect(200)
                .json();
            assert_eq!(found["kind"], kind);
            assert!(
                found["deadline"]["settled_at"].is_string(),
                "{kind}: {found}"
            );
            let _ = officer.act(&path(id, "execution")).problem(409);
        }
    }
}

#[test]
fn a_request_of_every_kind_can_be_carried_out() {
    let lethe = Lethe::running();
    let (tenant, subject) = one_person(&lethe);
    for (kind, content) in kinds() {
        let request = tenant
            .file(kind, &subject, &content)
            .expect(201)
            .text_at("/request_id");
        let done = tenant.execute(&request).expect(200).json();
        let state = if kind == "objection" {
            "in-progress"
        } else {
            "completed"
        };
        assert_eq!(done["state"], state, "{kind}");
    }
}

#[test]
fn content_of_another_kind_or_of_somebody_else_is_refused() {
    let lethe = Lethe::running();
    let people = data::some_people(62, 2);
    let tenant = lethe.a_tenant().with_people(&people);
    let (mine, theirs) = (tenant.subject(&people[0]), tenant.subject(&people[1]));
    let _ = tenant
        .file("access", &mine, &json!({"purpose": "news"}))
        .problem(422);
    let _ = tenant.file("restriction", &mine, &json!({})).problem(422);
    let path = format!("/v1/subjects/{theirs}/records");
    let record = &tenant.editor().all(&path)[0]["record_id"];
    let records = json!([{"collection": "people", "record_id": record}]);
    let content = json!({"restriction": {"ground": "legal-claims", "records": records}});
    let problem = tenant.file("restriction", &mine, &content).problem(422);
    assert_eq!(problem["errors"][0]["pointer"], "/restriction/records");
}

#[test]
fn r13_a_request_is_completed_only_when_every_required_step_is_documented() {
    let lethe = Lethe::running();
    let (tenant, subject) = one_person(&lethe);
    let officer = tenant.privacy_officer();
    let steps = json!({"steps": [
        {"name": "paper-files", "title": "Look through the paper files", "required": true},
        {"name": "processors", "title": "Tell the processors", "required": true},
        {"name": "call", "title": "Call the person", "required": false},
    ]});
    let before = tenant.request("erasure", &subject);
    let template = "/v1/request-templates/erasure";
    assert_eq!(officer.put(template, &steps).expect(200).json(), steps);
    assert_eq!(tenant.auditor().get(template).expect(200).json(), steps);
    let request = tenant.request("erasure", &subject);
    let document = |step: &str| {
        let body = json!({"step": step, "evidence": format!("evidence of {step}")});
        officer.post(&format!("/v1/requests/{request}/steps"), &body)
    };
    let problem = tenant.execute(&request).problem(409);
    assert_eq!(problem["code"], "steps-open");
    assert_eq!(
        problem["errors"].as_array().map(Vec::len),
        Some(2),
        "{problem}"
    );
    let _ = document("paper-files").expect(200);
    let _ = document("paper-files").problem(409);
    let _ = document("surprise").problem(422);
    assert_eq!(
        tenant.execute(&request).problem(409)["errors"][0]["field"],
        "processors"
    );
    let _ = document("processors").expect(200);

    let found = officer
        .get(&format!("/v1/requests/{request}"))
        .expect(200)
        .json();
    let done: Vec<&Value> = found["template"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|step| &step["done"])
        .collect();
    assert_eq!(done, [true, true, false]);
    let step = &found["steps"][2];
    assert_eq!(
        (&step["event"], &step["method"]),
        (&json!("document"), &json!("paper-files"))
    );
    assert_eq!(step["note"], "evidence of paper-files");
    assert_eq!(step["actor"]["role"], "privacy-officer");
    assert!(step["at"].is_string());
    // An auditor sees that it was done, and not what was written about it.
    let audited = tenant
        .auditor()
        .get(&format!("/v1/requests/{request}"))
        .expect(200)
        .json();
    assert_eq!(audited["steps"][2]["note"], Value::Null);
    // A request that was received before keeps its template: none.
    let kept = officer
        .get(&format!("/v1/requests/{before}"))
        .expect(200)
        .json();
    assert_eq!(kept["template"], json!([]));
    let _ = tenant.execute(&request).expect(200);
}

#[test]
fn a_template_that_names_a_step_twice_or_by_prose_is_refused() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let officer = tenant.privacy_officer();
    let step = |name: &str| json!({"name": name, "title": "x", "required": true});
    for (steps, place) in [
        (json!([step("a"), step("a")]), "/steps/1/name"),
        (json!([step("Call Ann")]), "/steps/0/name"),
    ] {
        let body = json!({ "steps": steps });
        let problem = officer
            .put("/v1/request-templates/access", &body)
            .problem(422);
        assert_eq!(problem["errors"][0]["pointer"], place);
    }
    let _ = officer.get("/v1/request-templates/surprise").problem(404);
}
