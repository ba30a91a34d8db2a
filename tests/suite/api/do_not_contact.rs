//! Who does not want to be contacted is not, even when nothing else is known of them.

use serde_json::json;
use tests::{Lethe, Tenant, data};

fn may_contact(tenant: &Tenant, channel: &str, addresses: &[&str]) -> Vec<bool> {
    let asked = json!({"channel": channel, "addresses": addresses});
    let answer = tenant.editor().post("/v1/do-not-contact/check", &asked);
    let answer = answer.expect(200).json();
    let may_contact = answer["may_contact"].as_array().expect("a list");
    may_contact.iter().map(|may| *may == json!(true)).collect()
}

#[test]
fn c4_an_address_on_the_list_is_found_in_every_spelling_and_on_its_channel_only() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    for (channel, address) in [("email", "Ann@Home.example"), ("phone", "+359 2 123-45")] {
        let entry = json!({"channel": channel, "address": address});
        let _ = tenant
            .editor()
            .post("/v1/do-not-contact", &entry)
            .expect(201);
    }
    let asked = ["ann@home.EXAMPLE", "bob@home.example"];
    assert_eq!(may_contact(&tenant, "email", &asked), [false, true]);
    assert_eq!(may_contact(&tenant, "phone", &["00359 212345"]), [false]);
    assert_eq!(
        may_contact(&tenant, "text-message", &["+359212345"]),
        [true]
    );
    let other = lethe.a_tenant();
    assert_eq!(may_contact(&other, "email", &["ann@home.example"]), [true]);
}

#[test]
fn c4_the_list_outlives_the_person_and_ends_when_they_want_to_hear_again() {
    let lethe = Lethe::running();
    let people = data::some_people(79, 1);
    let tenant = lethe.a_tenant().with_people(&people);
    let mail = people[0].row["email"]
        .as_str()
        .expect("a person has an e-mail");
    let entry = json!({"channel": "email", "address": mail});
    let _ = tenant
        .editor()
        .post("/v1/do-not-contact", &entry)
        .expect(201);
    let request = tenant.request("erasure", &tenant.subject(&people[0]));
    let _ = tenant.execute(&request).expect(200);
    assert_eq!(may_contact(&tenant, "email", &[mail]), [false]);
    let _ = tenant
        .editor()
        .post("/v1/do-not-contact/removal", &entry)
        .expect(200);
    assert_eq!(may_contact(&tenant, "email", &[mail]), [true]);
}

#[test]
fn c4_what_is_no_address_is_refused_by_its_place() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let asked = json!({"channel": "phone", "addresses": ["02 12345", "none"]});
    let problem = tenant
        .editor()
        .post("/v1/do-not-contact/check", &asked)
        .problem(422);
    assert_eq!(problem["errors"][0]["pointer"], "/addresses/1");
}
