//! A receipt says what was agreed to, in the words of two standards.

use serde_json::{Value, json};
use tests::{Lethe, Method, Tenant, data};

/// A subject who agreed to "news", with what a receipt must say.
fn agreed(lethe: &Lethe) -> (Tenant, String) {
    let people = data::some_people(81, 1);
    let tenant = lethe
        .a_tenant()
        .with_people(&people)
        .with_collection(&data::mailing("news"));
    tenant.with_purpose("news");
    let subject = tenant.subject(&people[0]);
    tenant.agree(&subject, "news");
    (tenant, subject)
}

fn with_organization(tenant: &Tenant) {
    let officer = tenant.privacy_officer();
    let _ = officer
        .put("/v1/organization", &data::organization())
        .expect(200);
}

fn receipt(tenant: &Tenant, subject: &str, query: &str) -> tests::Answer {
    let path = format!("/v1/subjects/{subject}/consents/news/receipt{query}");
    tenant.editor().get(&path)
}

/// Fields of the standard, and where they stand in the receipt.
const FIELDS: [(&str, &str); 29] = [
    ("receipt_id", "/dct:identifier"),
    ("schema_version", "/dpv:hasRecordOfActivity/dct:conformsTo"),
    ("record_id", "/dpv:hasRecordOfActivity/dct:identifier"),
    (
        "pii_principal_id",
        "/dpv:hasRecordOfActivity/dpv:hasDataSubject/@id",
    ),
    (
        "privacy_notice",
        "/dpv:hasRecordOfActivity/dpv:hasNotice/@id",
    ),
    (
        "language",
        "/dpv:hasRecordOfActivity/dpv:hasNotice/dct:language",
    ),
    (
        "purposes",
        "/dpv:hasRecordOfActivity/dpv:hasProcess/dpv:hasPurpose/dct:title",
    ),
    (
        "lawful_basis",
        "/dpv:hasRecordOfActivity/dpv:hasProcess/dpv:hasLegalBasis",
    ),
    (
        "pii_type",
        "/dpv:hasRecordOfActivity/dpv:hasProcess/dpv:hasPersonalData/0/dct:title",
    ),
    (
        "pii_optional",
        "/dpv:hasRecordOfActivity/dpv:hasProcess/dpv:hasPersonalData/1/dpv:hasNecessity",
    ),
    (
        "pii_controllers",
        "/dpv:hasRecordOfActivity/dpv:hasDataController/schema:name",
    ),
    (
        "party_address",
        "/dpv:hasRecordOfActivity/dpv:hasDataController/schema:address",
    ),
    (
        "party_contact",
        "/dpv:hasRecordOfActivity/dpv:hasDataController/schema:email",
    ),
    (
        "collection_method",
        "/dpv:hasRecordOfActivity/dpv:hasProcess/dpv:hasDataSource",
    ),
    (
        "processing_method",
        "/dpv:hasRecordOfActivity/dpv:hasProcess/dpv:hasProcessing/0",
    ),
    (
        "storage_locations",
        "/dpv:hasRecordOfActivity/dpv:hasProcess/dpv:hasStorageCondition/0/dpv:hasLocation/0",
    ),
    (
        "retention_period",
        "/dpv:hasRecordOfActivity/dpv:hasProcess/dpv:hasStorageCondition/1/dpv:hasDuration",
    ),
    (
        "geographic_restrictions",
        "/dpv:hasRecordOfActivity/dpv:hasProcess/dpv:hasRule/0/dpv:hasLocation/0",
    ),
    (
        "processing_locations",
        "/dpv:hasRecordOfActivity/dpv:hasProcess/dpv:hasProcessingCondition/dpv:hasLocation/0",
    ),
    (
        "jurisdiction",
        "/dpv:hasRecordOfActivity/dpv:hasJurisdiction",
    ),
    (
        "recipient_third_parties",
        "/dpv:hasRecordOfActivity/dpv:hasProcess/dpv:hasRecipient/0",
    ),
    (
        "withdrawal_method",
        "/dpv:hasRecordOfActivity/dpv:hasProcess/dpv:hasConsentControl/dpv:isExercisedAt",
    ),
    (
        "privacy_rights",
        "/dpv:hasRecordOfActivity/dpv:hasProcess/dpv:hasRight/0/dct:title",
    ),
    (
        "authority_party",
        "/dpv:hasRecordOfActivity/dpv:hasAuthority/schema:name",
    ),
    (
        "event_time",
        "/dpv:hasRecordOfActivity/dpv:hasConsentStatus/0/dpv:isIndicatedAtTime",
    ),
    (
        "validity_duration",
        "/dpv:hasRecordOfActivity/dpv:hasConsentStatus/0/dpv:hasDuration/@type",
    ),
    (
        "entity_id",
        "/dpv:hasRecordOfActivity/dpv:hasConsentStatus/0/dpv:isIndicatedBy/@type",
    ),
    (
        "event_type",
        "/dpv:hasRecordOfActivity/dpv:hasConsentStatus/0/@type/1",
    ),
    (
        "event_state",
        "/dpv:hasRecordOfActivity/dpv:hasConsentStatus/0/@type/0",
    ),
];

#[test]
fn c1_a_receipt_of_iso_27560_has_every_mandatory_field() {
    let lethe = Lethe::running();
    let (tenant, subject) = agreed(&lethe);
    with_organization(&tenant);
    let answer = receipt(&tenant, &subject, "").expect(200);
    assert_eq!(answer.header("content-type"), Some("application/ld+json"));
    let receipt = answer.json();
    assert_eq!(receipt["@type"], "dpv:ConsentReceipt");
    assert_eq!(
        receipt["dct:conformsTo"],
        "https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr"
    );
    for (field, pointer) in FIELDS {
        let value = receipt.pointer(pointer).and_then(Value::as_str);
        assert!(
            value.is_some_and(|text| !text.is_empty()),
            "{field}: {receipt}"
        );
    }
    let status = receipt.pointer("/dpv:hasRecordOfActivity/dpv:hasConsentStatus/0/@type/0");
    assert_eq!(status, Some(&json!("dpv:ConsentGiven")));
}

#[test]
fn c1_a_receipt_of_kantara_has_every_required_member() {
    let lethe = Lethe::running();
    let (tenant, subject) = agreed(&lethe);
    with_organization(&tenant);
    let receipt = receipt(&tenant, &subject, "?format=kantara")
        .expect(200)
        .json();
    // The members that the schema of version 1.1 requires, with their types.
    let is_text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
    for member in [
        "version",
        "jurisdiction",
        "collectionMethod",
        "consentReceiptID",
        "piiPrincipalId",
        "policyUrl",
    ] {
        assert!(is_text(&receipt[member]), "{member}: {receipt}");
    }
    assert_eq!(receipt["version"], "KI-CR-v1.1.0");
    assert!(
        receipt["consentTimestamp"]
            .as_i64()
            .is_some_and(|at| at > 1_700_000_000)
    );
    assert!(receipt["sensitive"].is_boolean() && receipt["spiCat"].is_array());
    let controller = &receipt["piiControllers"][0];
    for member in ["piiController", "contact", "email", "phone"] {
        assert!(is_text(&controller[member]), "{member}: {receipt}");
    }
    assert!(controller["address"].is_object());
    let service = &receipt["services"][0];
    let purpose = &service["purposes"][0];
    assert!(is_text(&service["service"]) && is_text(&purpose["termination"]));
    assert_eq!(purpose["consentType"], "EXPLICIT");
    assert_eq!(purpose["piiCategory"], json!(["contact", "identifier"]));
    assert_eq!(purpose["thirdPartyDisclosure"], true);
    assert_eq!(purpose["thirdPartyName"], "Printer Ltd");
}

#[test]
fn c1_the_form_of_a_receipt_can_be_accepted_as_well_as_asked_for() {
    let lethe = Lethe::running();
    let (tenant, subject) = agreed(&lethe);
    with_organization(&tenant);
    let path = format!("/v1/subjects/{subject}/consents/news/receipt");
    let accept = |media_type| {
        let headers = [("accept", media_type)];
        let answer = tenant.editor().call(&Method::GET, &path, &headers, None);
        answer.expect(200).json()
    };
    assert_eq!(accept("application/ld+json")["@type"], "dpv:ConsentReceipt");
    assert_eq!(accept("application/json")["version"], "KI-CR-v1.1.0");
    let _ = receipt(&tenant, &subject, "?format=paper").problem(400);
}

#[test]
fn c2_a_receipt_of_a_withdrawn_consent_says_so() {
    let lethe = Lethe::running();
    let (tenant, subject) = agreed(&lethe);
    with_organization(&tenant);
    let withdraw = format!("/v1/subjects/{subject}/consents/news/withdraw");
    let _ = tenant.editor().act(&withdraw).expect(201);
    let record = receipt(&tenant, &subject, "?format=dpv").expect(200).json();
    let last = record.pointer("/dpv:hasRecordOfActivity/dpv:hasConsentStatus/1/@type/0");
    assert_eq!(last, Some(&json!("dpv:ConsentWithdrawn")));
    let problem = receipt(&tenant, &subject, "?format=kantara").problem(409);
    assert_eq!(problem["code"], "not-in-force");
}

#[test]
fn c1_a_receipt_that_could_not_say_all_it_must_is_refused_and_names_what_is_missing() {
    let lethe = Lethe::running();
    let (tenant, subject) = agreed(&lethe);
    let problem = receipt(&tenant, &subject, "").problem(409);
    assert_eq!(problem["errors"][0]["parameter"], "organization");
    let bare =
        json!({"controller": {"name": "Acme", "email": "a@acme.example"}, "jurisdiction": "BG"});
    let officer = tenant.privacy_officer();
    let _ = officer.put("/v1/organization", &bare).expect(200);
    let problem = receipt(&tenant, &subject, "").problem(409);
    let errors = problem["errors"].as_array().expect("errors");
    let named: Vec<_> = errors
        .iter()
        .map(|error| error["parameter"].clone())
        .collect();
    assert_eq!(named, ["controller.address", "supervisory_authority"]);
}
