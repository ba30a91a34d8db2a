//! A person gets a copy of what is kept about them, and why (Art. 15 GDPR).

use tests::{Lethe, artefacts, data};

#[test]
fn the_answer_holds_every_exported_value_of_the_person_and_nobody_elses() {
    let lethe = Lethe::running();
    let people = data::some_people(11, 3);
    let work = data::some_work(12, &people, 3);
    let tenant = lethe
        .a_tenant()
        .with_plugin(&artefacts::plugin("redact"))
        .with_people(&people)
        .with_collection(&data::timesheets(&data::redact()))
        .with_rows("timesheets", &work.timesheets);
    let request = tenant.request("access", &tenant.subject(&people[0]));
    let _ = tenant.execute(&request).expect(200);
    let officer = tenant.privacy_officer();
    let answer = officer
        .get(&format!("/v1/requests/{request}/answer"))
        .expect(200);
    let (text, json) = (answer.text(), answer.json());

    for (name, value) in people[0].row.as_object().expect("a record") {
        let found = holds(&json, value);
        assert_eq!(found, name != "rating", "{name} = {value} in {text}");
    }
    for sheet in work
        .timesheets
        .iter()
        .filter(|sheet| sheet["employee_no"] == people[0].number)
    {
        assert!(holds(&json, &sheet["note"]), "a note is missing in {text}");
        assert!(!holds(&json, &sheet["absence"]), "an absence is in {text}");
    }
    for mark in people[1..].iter().flat_map(|person| &person.marks) {
        assert!(
            !text.contains(mark.as_str()),
            "somebody else's {mark:?} in {text}"
        );
    }
    for word in ["employment", "payroll", "contract", "P10Y"] {
        assert!(
            text.contains(word),
            "no {word} (purpose, basis, retention) in {text}"
        );
    }
}

#[test]
fn there_is_no_answer_before_the_request_was_carried_out_nor_for_an_erasure() {
    let lethe = Lethe::running();
    let people = data::some_people(11, 1);
    let tenant = lethe.a_tenant().with_people(&people);
    let subject = tenant.subject(&people[0]);
    let officer = tenant.privacy_officer();
    for kind in ["access", "erasure"] {
        let request = tenant.request(kind, &subject);
        let answer = officer.get(&format!("/v1/requests/{request}/answer"));
        assert!([404, 409].contains(&answer.status), "{answer:?}");
        let _ = answer.clone().problem(answer.status);
    }
}

#[test]
fn once_the_person_is_erased_the_answer_is_gone_too() {
    let lethe = Lethe::running();
    let people = data::some_people(11, 1);
    let tenant = lethe.a_tenant().with_people(&people);
    let subject = tenant.subject(&people[0]);
    let access = tenant.request("access", &subject);
    let _ = tenant.execute(&access).expect(200);
    let erasure = tenant.request("erasure", &subject);
    let _ = tenant.execute(&erasure).expect(200);
    let answer = tenant
        .privacy_officer()
        .get(&format!("/v1/requests/{access}/answer"));
    assert!([404, 409, 410].contains(&answer.status), "{answer:?}");
    for mark in &people[0].marks {
        assert!(
            !answer.text().contains(mark.as_str()),
            "{mark:?} in {answer:?}"
        );
    }
}

/// Whether a value stands anywhere in a document.
fn holds(document: &serde_json::Value, value: &serde_json::Value) -> bool {
    use serde_json::Value;
    document == value
        || match document {
            Value::Array(items) => items.iter().any(|item| holds(item, value)),
            Value::Object(members) => members.values().any(|member| holds(member, value)),
            _ => false,
        }
}
