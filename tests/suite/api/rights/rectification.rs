//! What is wrong is put right (Art. 16 GDPR).

use serde_json::{Value, json};
use tests::{Answer, Lethe, Tenant, data};

struct World {
    tenant: Tenant,
    people: Vec<data::Person>,
}

impl World {
    fn new(lethe: &Lethe) -> Self {
        let people = data::some_people(41, 2);
        let tenant = lethe.a_tenant().with_people(&people);
        Self { tenant, people }
    }

    fn record(&self, person: usize) -> Value {
        let number = &self.people[person].row["employee_no"];
        let records = self.tenant.records("people");
        let found = records
            .into_iter()
            .find(|record| record["fields"]["employee_no"] == *number);
        found.expect("the person's record")
    }

    fn file(&self, person: usize, rectification: &Value) -> Answer {
        let subject = self.tenant.subject(&self.people[person]);
        let content = json!({ "rectification": rectification });
        self.tenant.file("rectification", &subject, &content)
    }

    fn place(&self, person: usize) -> Value {
        json!({"collection": "people", "record_id": self.record(person)["record_id"]})
    }
}

#[test]
fn r5_a_rectification_changes_the_named_fields_and_confirms_them_without_values() {
    let lethe = Lethe::running();
    let world = World::new(&lethe);
    let before = world.record(0);
    let changes =
        json!({"name": "Zoë Zuckerkandl-Neu", "phone": null, "email": "zoe.neu@example.test"});
    let asked =
        json!({"record": world.place(0), "changes": changes, "statement": "I married in May"});
    let request = world.file(0, &asked).expect(201).text_at("/request_id");
    assert_eq!(
        world.record(0),
        before,
        "nothing changes before it is carried out"
    );
    let done = world.tenant.execute(&request).expect(200).json();
    assert_eq!(
        done["outcome"],
        json!({"collection": "people", "fields": ["email", "name", "phone"], "statement": true})
    );
    let after = world.record(0);
    let mut wanted = before["fields"].clone();
    wanted["name"] = json!("Zoë Zuckerkandl-Neu");
    wanted["email"] = json!("zoe.neu@example.test");
    wanted.as_object_mut().expect("fields").remove("phone");
    assert_eq!(after["fields"], wanted);

    let events = format!("{:?}", world.tenant.audit());
    assert!(
        events.contains("people.phone"),
        "the field is named: {events}"
    );
    for value in ["Zuckerkandl", "zoe.neu", "married"] {
        assert!(!events.contains(value), "{value} in {events}");
    }
}

#[test]
fn r5_a_rectified_person_is_found_by_the_new_value_and_not_by_the_old() {
    let lethe = Lethe::running();
    let world = World::new(&lethe);
    let old = world.people[0].row["email"]
        .as_str()
        .expect("an address")
        .to_owned();
    let subject = world.tenant.subject(&world.people[0]);
    let asked = json!({"record": world.place(0), "changes": {"email": "new@example.test"}});
    let request = world.file(0, &asked).expect(201).text_at("/request_id");
    let _ = world.tenant.execute(&request).expect(200);
    assert_eq!(world.tenant.look_up("people", "email", &old), None);
    assert_eq!(
        world.tenant.look_up("people", "email", "new@example.test"),
        Some(subject)
    );
    // A unique value that somebody else has is refused, and nothing changes.
    let taken = json!({"employee_no": world.people[1].number});
    let asked = json!({"record": world.place(0), "changes": taken});
    let request = world.file(0, &asked).expect(201).text_at("/request_id");
    let before = world.record(0);
    assert_eq!(
        world.tenant.execute(&request).problem(409)["code"],
        "not-unique"
    );
    assert_eq!(world.record(0), before);
}

#[test]
fn r5_a_statement_stays_with_the_copy_of_the_data() {
    let lethe = Lethe::running();
    let world = World::new(&lethe);
    let request = world
        .file(0, &json!({"statement": "The rating was appealed"}))
        .expect(201);
    let _ = world
        .tenant
        .execute(&request.text_at("/request_id"))
        .expect(200);
    let access = world
        .tenant
        .request("access", &world.tenant.subject(&world.people[0]));
    let _ = world.tenant.execute(&access).expect(200);
    let path = format!("/v1/requests/{access}/answer");
    let copy = world.tenant.privacy_officer().get(&path).expect(200).json();
    assert_eq!(copy["statements"], json!(["The rating was appealed"]));
}

#[test]
fn a_rectification_that_cannot_be_done_is_refused_when_it_is_filed() {
    let lethe = Lethe::running();
    let world = World::new(&lethe);
    for (asked, place) in [
        (json!({}), "/rectification"),
        (json!({"changes": {"name": "Ann"}}), "/rectification/record"),
        (
            json!({"record": world.place(1), "changes": {"name": "Ann"}}),
            "/rectification/record",
        ),
        (
            json!({"record": world.place(0), "changes": {"surprise": 1}}),
            "/rectification/changes/surprise",
        ),
        (
            json!({"record": world.place(0), "changes": {"salary": "much"}}),
            "/rectification/changes/salary",
        ),
        (
            json!({"record": world.place(0), "changes": {"employee_no": null}}),
            "/rectification/changes/employee_no",
        ),
    ] {
        let problem = world.file(0, &asked).problem(422);
        assert_eq!(problem["errors"][0]["pointer"], place, "{problem}");
    }
}

#[test]
fn what_was_asked_is_read_by_those_who_handle_requests_and_gone_with_the_subject() {
    let lethe = Lethe::running();
    let world = World::new(&lethe);
    let subject = world.tenant.subject(&world.people[0]);
    let request = world
        .file(0, &json!({"statement": "I was never there"}))
        .expect(201);
    let path = format!("/v1/requests/{}", request.text_at("/request_id"));
    let seen = |client: tests::Client| client.get(&path).expect(200).json()["content"].clone();
    let said = json!({"rectification": {"statement": "I was never there"}});
    assert_eq!(seen(world.tenant.privacy_officer()), said);
    assert_eq!(seen(world.tenant.auditor()), Value::Null);
    let _ = world
        .tenant
        .execute(&world.tenant.request("erasure", &subject))
        .expect(200);
    assert_eq!(seen(world.tenant.privacy_officer()), Value::Null);
}
