//! Requests that come by `OpenDSR` 2.0. The numbers are those of its sections.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tests::opendsr::{Certified, Controller, DOMAIN, uuid_v4};
use tests::{Answer, Lethe, Tenant};

fn arrange(lethe: &Lethe) -> (Tenant, Controller) {
    let rows = [
        json!({"employee_no": "1", "name": "Ann", "email": "ann@example.com"}),
        json!({"employee_no": "2", "name": "Bob", "email": "bob@example.com"}),
        json!({"employee_no": "3", "name": "Bea", "email": "bob@example.com"}),
    ];
    let people = tests::data::people();
    let tenant = lethe.a_tenant().with_collection(&people);
    let tenant = tenant.with_rows("people", &rows);
    let controller = Controller::of(&tenant);
    (tenant, controller)
}

fn anns(kind: &str, changes: &Value) -> Value {
    Controller::request(kind, "Ann@Example.com", changes)
}

fn id(request: &Value) -> String {
    request["subject_request_id"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

/// The members that an error (7.6) names.
fn wrong(controller: &Controller, answer: Answer) -> Vec<String> {
    let error = controller.verified(answer.expect(400)).json();
    assert_eq!(error["error"]["code"], 400, "{error}");
    assert!(error["error"]["message"].is_string(), "{error}");
    assert!(
        !error.to_string().to_lowercase().contains("example.com"),
        "{error}"
    );
    let found = error["error"]["errors"].as_array();
    let found = found.unwrap_or_else(|| panic!("no errors in {error}"));
    let domain = |found: &Value| found["domain"].as_str().unwrap_or_default().to_owned();
    found.iter().map(domain).collect()
}

/// The one request of ours that there is.
fn filed(tenant: &Tenant) -> Value {
    let requests = tenant.privacy_officer().all("/v1/requests");
    assert_eq!(requests.len(), 1, "{requests:?}");
    requests[0].clone()
}

#[test]
fn an_erasure_goes_from_pending_to_completed() {
    let lethe = Lethe::running();
    let (tenant, controller) = arrange(&lethe);
    let request = anns("erasure", &json!({}));
    let taken = controller.verified(controller.send(&request).expect(201));
    let encoded = STANDARD.decode(taken.text_at("/encoded_request"));
    assert_eq!(encoded.expect("base64"), request.to_string().into_bytes());
    assert_eq!(taken.text_at("/subject_request_id"), id(&request));
    for member in [
        "/controller_id",
        "/received_time",
        "/expected_completion_time",
    ] {
        let _ = taken.text_at(member);
    }
    let status = controller.status(&id(&request));
    assert_eq!(status["request_status"], "pending");
    assert_eq!(status["controller_id"], taken.json()["controller_id"]);
    let ours = filed(&tenant);
    assert_eq!(ours["kind"], "erasure");
    assert_eq!(ours["state"], "identity-verified");
    // The month counts from when the subject asked.
    assert_eq!(ours["received_at"], "2026-10-02T15:00:00Z");
    let _ = tenant
        .execute(ours["request_id"].as_str().unwrap_or_default())
        .expect(200);
    let status = controller.status(&id(&request));
    assert_eq!(status["request_status"], "completed");
    assert_eq!(tenant.look_up("people", "email", "ann@example.com"), None);
}

#[test]
fn a_completed_access_names_its_results() {
    let lethe = Lethe::running();
    let (tenant, controller) = arrange(&lethe);
    for kind in ["access", "portability"] {
        let request = anns(kind, &json!({}));
        let _ = controller.send(&request).expect(201);
        let requests = tenant.privacy_officer().all("/v1/requests");
        let ours = requests.last().and_then(|ours| ours["request_id"].as_str());
        let _ = tenant.execute(ours.unwrap_or_default()).expect(200);
        let status = controller.status(&id(&request));
        assert_eq!(status["results_count"], 1, "{status}");
        let url = status["results_url"].as_str().unwrap_or_default();
        let path = url.strip_prefix(&format!("https://{DOMAIN}"));
        let path = path.unwrap_or_else(|| panic!("not ours: {status}"));
        let _ = controller.client.get(path).expect(200);
    }
}

#[test]
fn only_a_pending_request_is_cancelled() {
    let lethe = Lethe::running();
    let (tenant, controller) = arrange(&lethe);
    let request = anns("erasure", &json!({}));
    let _ = controller.send(&request).expect(201);
    let cancelled = controller.verified(controller.cancel(&id(&request)).expect(202));
    assert_eq!(cancelled.text_at("/subject_request_id"), id(&request));
    let _ = cancelled.text_at("/received_time");
    assert_eq!(filed(&tenant)["state"], "withdrawn");
    assert_eq!(
        controller.status(&id(&request))["request_status"],
        "cancelled"
    );
    let again = controller.cancel(&id(&request));
    assert_eq!(wrong(&controller, again), ["subject_request_id"]);
    let _ = controller.cancel(&uuid_v4()).problem(404);
}

#[test]
fn what_is_wrong_with_a_request_is_named_in_order_and_without_the_identity() {
    let lethe = Lethe::running();
    let (tenant, controller) = arrange(&lethe);
    for (changes, wanted) in [
        (json!({"regulation": "other"}), "regulation"),
        (json!({"subject_request_id": null}), "subject_request_id"),
        (
            json!({"subject_request_id": uuid_v4().to_uppercase()}),
            "subject_request_id",
        ),
        (
            json!({"subject_request_id": "01890a5d-ac96-774b-bcce-b302099a8057"}),
            "subject_request_id",
        ),
        (
            json!({"subject_request_type": "rectification"}),
            "subject_request_type",
        ),
        (json!({"subject_identities": null}), "subject_identities"),
        (
            json!({"subject_identities": [{"identity_type": "name"}]}),
            "subject_identities",
        ),
        (
            json!({"subject_identities": [{
                "identity_type": "email", "identity_format": "md5", "identity_value": "00",
            }]}),
            "subject_identities",
        ),
        (json!({"submitted_time": "yesterday"}), "submitted_time"),
        (
            json!({"submitted_time": "2999-01-01T00:00:00Z"}),
            "submitted_time",
        ),
        (
            json!({"status_callback_urls": ["http://a.example"]}),
            "status_callback_urls",
        ),
    ] {
        let refused = controller.send(&anns("erasure", &changes));
        assert_eq!(wrong(&controller, refused), [wanted], "{changes}");
    }
    let all = json!({"regulation": 7, "subject_request_id": 7, "subject_request_type": 7,
        "subject_identities": 7, "submitted_time": 7});
    let refused = controller.send(&anns("erasure", &all));
    let wanted = [
        "regulation",
        "subject_request_id",
        "subject_request_type",
        "subject_identities",
        "submitted_time",
    ];
    assert_eq!(wrong(&controller, refused), wanted);
    let path = format!("{}/v2/requests", controller.base);
    for body in ["", "{", "[]", "{\"a\":1,\"a\":2}"] {
        let refused = controller
            .client
            .post_as(&path, "application/json", body.as_bytes());
        assert_eq!(wrong(&controller, refused), ["body"], "{body:?}");
    }
    assert!(tenant.privacy_officer().all("/v1/requests").is_empty());
}

#[test]
fn an_id_is_used_once_and_the_example_without_regulation_is_taken() {
    let lethe = Lethe::running();
    let (tenant, controller) = arrange(&lethe);
    let request = anns("access", &json!({"regulation": null}));
    let _ = controller.send(&request).expect(201);
    let again = controller.send(&request);
    assert_eq!(wrong(&controller, again), ["subject_request_id"]);
    let _ = filed(&tenant);
}

#[test]
fn identities_of_nobody_leave_nothing_to_do_and_those_of_several_are_refused() {
    let lethe = Lethe::running();
    let (tenant, controller) = arrange(&lethe);
    let nobody = Controller::request("erasure", "nobody@example.com", &json!({}));
    let _ = controller.verified(controller.send(&nobody).expect(201));
    let status = controller.status(&id(&nobody));
    assert_eq!(status["request_status"], "completed");
    assert_eq!(status["results_count"], 0);
    let several = controller.send(&Controller::request(
        "erasure",
        "bob@example.com",
        &json!({}),
    ));
    assert_eq!(wrong(&controller, several), ["subject_identities"]);
    assert!(tenant.privacy_officer().all("/v1/requests").is_empty());
}

#[test]
fn the_names_of_version_1_are_honoured() {
    let lethe = Lethe::running();
    let (_, controller) = arrange(&lethe);
    for name in [
        "v1/requests",
        "v1/opendsr_requests",
        "v1/opengdpr_requests",
        "opengdpr_requests",
    ] {
        let request = anns("access", &json!({"api_version": "1.0", "regulation": null}));
        let path = format!("{}/{name}", controller.base);
        let taken = controller.client.post(&path, &request).expect(201);
        let _ = controller.verified(taken);
        let one = format!("{path}/{}", id(&request));
        let _ = controller.verified(controller.client.get(&one).expect(200));
        let _ = controller.verified(controller.client.delete(&one).expect(202));
    }
}

#[test]
fn discovery_leads_everybody_to_the_certificate() {
    let lethe = Lethe::running();
    let (tenant, controller) = arrange(&lethe);
    let nobody = tenant.nobody();
    for version in ["/v2", "/v1", ""] {
        let path = format!("{}{version}/discovery", controller.base);
        let found = nobody.get(&path).expect(200);
        assert_eq!(found.text_at("/api_version"), "2.0");
        let identities = json!([{"identity_type": "email", "identity_format": "raw"}]);
        assert_eq!(found.json()["supported_identities"], identities);
        let kinds = json!(["access", "portability", "erasure"]);
        assert_eq!(found.json()["supported_subject_request_types"], kinds);
        let url = found.text_at("/processor_certificate");
        let path = url.strip_prefix(&format!("https://{DOMAIN}"));
        let certificate = nobody
            .get(path.expect("the domain of the processor"))
            .expect(200);
        assert!(
            certificate
                .text()
                .starts_with("-----BEGIN CERTIFICATE-----")
        );
    }
}

#[test]
fn a_certificate_must_be_of_the_key_for_the_domain_and_of_an_issuer() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant().with_collection(&tests::data::people());
    let officer = tenant.privacy_officer();
    let good = Certified::for_domain(DOMAIN);
    let wrong = |certified: &Certified, pointer: &str| {
        let refused = officer
            .put("/v1/protocols", &certified.settings())
            .problem(422);
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{refused}");
    };
    wrong(&Certified::self_signed(DOMAIN), "/opendsr/certificate");
    wrong(&Certified::for_domain("other.example"), "/opendsr/domain");
    let of_another = Certified::for_domain(DOMAIN).with_key_of(&good);
    wrong(&of_another, "/opendsr/certificate");
    let mut keyless = good.settings();
    keyless["opendsr"]["private_key"] = json!(null);
    let _ = officer.put("/v1/protocols", &keyless).problem(422);
    let kept = officer.put("/v1/protocols", &good.settings()).expect(200);
    assert!(!kept.text().contains("PRIVATE KEY"), "{kept:?}");
    // The key that is kept stays.
    let again = officer.put("/v1/protocols", &keyless).expect(200);
    assert!(!again.text().contains("PRIVATE KEY"), "{again:?}");
    assert!(
        !officer
            .get("/v1/protocols")
            .expect(200)
            .text()
            .contains("PRIVATE KEY")
    );
}

#[test]
fn only_who_handles_requests_of_the_tenant_comes_in() {
    let lethe = Lethe::running();
    let (tenant, controller) = arrange(&lethe);
    let path = format!("{}/v2/requests", controller.base);
    let request = anns("erasure", &json!({}));
    let _ = tenant.nobody().post(&path, &request).problem(401);
    let _ = tenant.editor().post(&path, &request).problem(403);
    let other = lethe.a_tenant().privacy_officer();
    let _ = other.post(&path, &request).problem(404);
    let _ = other.get(&format!("{path}/{}", id(&request))).problem(404);
}
