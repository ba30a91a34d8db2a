//! A call that names its purpose sees what is processed for it and agreed to, and nothing else.

use serde_json::{Value, json};
use tests::{Answer, Client, Lethe, Method, Tenant, data};

fn get_for(client: &Client, purpose: &str, path: &str) -> Answer {
    client.call(&Method::GET, path, &[("lethe-purpose", purpose)], None)
}

fn items(answer: Answer) -> Vec<Value> {
    let page = answer.expect(200).json();
    page["items"].as_array().expect("items").clone()
}

/// Two people, of whom the first agreed to "news"; the e-mail address of both is kept for it.
fn company(lethe: &Lethe, purpose_limited: bool) -> (Tenant, Vec<String>) {
    let people = data::some_people(80, 2);
    let mut declaration = data::people();
    declaration["purpose_limited"] = json!(purpose_limited);
    let fields = declaration["fields"].as_array_mut().expect("fields");
    let mail = fields.iter_mut().find(|field| field["name"] == "email");
    let mail = mail.expect("people have an e-mail");
    mail["purpose"] = json!("news");
    mail["lawful_basis"] = json!("consent");
    let rows: Vec<Value> = people.iter().map(|person| person.row.clone()).collect();
    let tenant = lethe
        .a_tenant()
        .with_collection(&declaration)
        .with_rows("people", &rows);
    tenant.with_purpose("news");
    let subjects: Vec<String> = people.iter().map(|person| tenant.subject(person)).collect();
    tenant.agree(&subjects[0], "news");
    (tenant, subjects)
}

#[test]
fn c3_a_call_for_a_purpose_sees_only_what_is_processed_for_it() {
    let lethe = Lethe::running();
    let (tenant, _) = company(&lethe, false);
    let list = "/v1/collections/people/records";
    let records = items(get_for(&tenant.editor(), "employment", list));
    assert_eq!(records.len(), 2);
    for record in &records {
        assert!(record["fields"]["email"].is_null(), "{record}");
        assert!(record["fields"]["name"].is_string(), "{record}");
    }
    assert!(items(get_for(&tenant.editor(), "advertising", list)).is_empty());
}

#[test]
fn c3_where_the_basis_is_consent_only_who_agreed_is_seen_and_only_as_long() {
    let lethe = Lethe::running();
    let (tenant, subjects) = company(&lethe, false);
    let editor = tenant.editor();
    let list = "/v1/collections/people/records";
    let records = items(get_for(&editor, "news", list));
    assert_eq!(records.len(), 1, "one of two agreed");
    assert_eq!(records[0]["subject_id"], json!(subjects[0]));
    let fields = records[0]["fields"].as_object().expect("fields");
    assert_eq!(fields.keys().collect::<Vec<_>>(), ["email"]);
    let mine = format!("/v1/subjects/{}/records", subjects[0]);
    let theirs = format!("/v1/subjects/{}/records", subjects[1]);
    assert_eq!(items(get_for(&editor, "news", &mine)).len(), 1);
    assert!(items(get_for(&editor, "news", &theirs)).is_empty());
    let record = records[0]["record_id"].as_str().expect("an id");
    let one = format!("{list}/{record}");
    let _ = get_for(&editor, "news", &one).expect(200);

    let withdraw = format!("/v1/subjects/{}/consents/news/withdraw", subjects[0]);
    let _ = editor.act(&withdraw).expect(201);
    assert!(items(get_for(&editor, "news", list)).is_empty());
    assert!(items(get_for(&editor, "news", &mine)).is_empty());
    let _ = get_for(&editor, "news", &one).problem(404);
}

#[test]
fn c3_a_purpose_limited_collection_shows_nothing_to_a_call_that_names_none() {
    let lethe = Lethe::running();
    let (tenant, subjects) = company(&lethe, true);
    let editor = tenant.editor();
    assert!(tenant.records("people").is_empty());
    let subject = format!("/v1/subjects/{}/records", subjects[0]);
    assert!(editor.all(&subject).is_empty());
    let list = "/v1/collections/people/records";
    assert_eq!(items(get_for(&editor, "employment", list)).len(), 2);
    let request = tenant.request("access", &subjects[0]);
    let _ = tenant.execute(&request).expect(200);
    let officer = tenant.privacy_officer();
    let copy = officer
        .get(&format!("/v1/requests/{request}/answer"))
        .expect(200)
        .json();
    let copied = copy["collections"][0]["records"]
        .as_array()
        .expect("records");
    assert_eq!(copied.len(), 1, "the subject's own copy is not limited");
}

#[test]
fn c3_a_purpose_that_is_none_is_refused() {
    let lethe = Lethe::running();
    let (tenant, _) = company(&lethe, false);
    let problem = get_for(&tenant.editor(), " ", "/v1/subjects").problem(400);
    assert_eq!(problem["errors"][0]["parameter"], "lethe-purpose");
}
