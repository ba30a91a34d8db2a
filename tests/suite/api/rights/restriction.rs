//! A restricted record is kept and given to its subject, and nothing else (Art. 18 GDPR).

use serde_json::{Value, json};
use tests::openapi;
use tests::{Answer, Lethe, Tenant, artefacts, data};

/// Two people with their travel; everything of the first is restricted, or one record only.
struct World {
    tenant: Tenant,
    people: Vec<data::Person>,
    subject: String,
    record: String,
    restriction: String,
}

impl World {
    fn new(lethe: &Lethe, is_whole: bool) -> Self {
        let people = data::some_people(71, 2);
        let tenant = lethe
            .a_tenant()
            .with_plugin(&artefacts::plugin("redact"))
            .with_people(&people)
            .with_collection(&data::tasks());
        for person in &people {
            let task =
                json!({"employee_no": person.number, "project": "P1", "title": "Ring the bell"});
            let _ = tenant.import("tasks", &[task]).expect(200);
        }
        let subject = tenant.subject(&people[0]);
        let owned = tenant
            .editor()
            .all(&format!("/v1/subjects/{subject}/records"));
        let of_people = owned.iter().find(|record| record["collection"] == "people");
        let record = of_people.expect("the record of the person")["record_id"].clone();
        let place = json!({"collection": "people", "record_id": record});
        let records = if is_whole { vec![] } else { vec![place] };
        let restriction = tenant.restrict(&subject, &records);
        let record = record.as_str().unwrap_or_default().to_owned();
        Self {
            tenant,
            people,
            subject,
            record,
            restriction,
        }
    }

    fn email(&self) -> String {
        self.people[0].row["email"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    fn place(&self) -> Value {
        json!({"collection": "people", "record_id": self.record})
    }

    /// Nothing of the restricted record is in an answer that came nevertheless; its number is in the tasks too.
    fn shows_nothing(&self, what: &str, answer: &Answer) {
        let text = answer.text();
        assert!(!text.contains(&self.record), "{what}: {text}");
        let person = &self.people[0];
        let marks = person.marks.iter();
        for mark in marks.filter(|mark| !person.number.contains(mark.as_str())) {
            assert!(!text.contains(mark.as_str()), "{what}: {mark:?} in {text}");
        }
    }
}

/// The routes on which a record, or who has a value, could be read or changed; `refused` below tries each.
const ROUTES: [&str; 7] = [
    "GET /v1/collections/{collection}/records",
    "GET /v1/collections/{collection}/records/{record}",
    "GET /v1/subjects/{subject}/records",
    "POST /v1/collections/{collection}/import",
    "POST /v1/collections/{collection}/records",
    "POST /v1/subjects/lookup",
    "GET /v1/subjects/{subject}",
];

#[test]
fn r11_no_route_of_records_or_subjects_is_left_out_of_these_tests() {
    let lethe = Lethe::running();
    let of_records = |path: &str| {
        // Consents are evidence, kept beside the records and no part of them.
        let is_of_subject = path.starts_with("/v1/subjects/") && !path.contains("/consents");
        path.contains("/records") || path.contains("/import") || is_of_subject
    };
    for operation in openapi::operations(&lethe.nobody()) {
        let name = format!("{} {}", operation.method, operation.path);
        assert!(
            !of_records(&operation.path) || ROUTES.contains(&name.as_str()),
            "{name}: what does it do with a restricted record? try it in restriction.rs"
        );
    }
}

#[test]
fn r11_a_restricted_record_is_refused_on_every_route_that_reads() {
    let lethe = Lethe::running();
    for is_whole in [true, false] {
        let world = World::new(&lethe, is_whole);
        let all = world.tenant.administrator();
        let path = format!("/v1/collections/people/records/{}", world.record);
        let refused = all.get(&path);
        assert_eq!(refused.clone().problem(409)["code"], "restricted");
        world.shows_nothing("the record", &refused);

        let list = all.get("/v1/collections/people/records").expect(200);
        assert_eq!(
            list.json()["items"].as_array().map(Vec::len),
            Some(1),
            "the other person's"
        );
        world.shows_nothing("the list", &list);

        let owned = all.get(&format!("/v1/subjects/{}/records", world.subject));
        if is_whole {
            assert_eq!(owned.problem(409)["code"], "restricted");
        } else {
            let owned = owned.expect(200);
            assert_eq!(
                owned.json()["items"].as_array().map(Vec::len),
                Some(1),
                "the task"
            );
            world.shows_nothing("the subject's records", &owned);
        }
        assert_eq!(
            world.tenant.look_up("people", "email", &world.email()),
            None
        );

        let found = all
            .get(&format!("/v1/subjects/{}", world.subject))
            .expect(200)
            .json();
        assert_eq!(found["restricted"], is_whole, "the mark shows");
    }
}

#[test]
fn r11_a_restricted_record_is_not_changed() {
    let lethe = Lethe::running();
    for is_whole in [true, false] {
        let world = World::new(&lethe, is_whole);
        let content =
            json!({"rectification": {"record": world.place(), "changes": {"name": "Ann"}}});
        let filed = world
            .tenant
            .file("rectification", &world.subject, &content)
            .expect(201);
        let refused = world.tenant.execute(&filed.text_at("/request_id"));
        assert_eq!(refused.problem(409)["code"], "restricted");
    }
}

#[test]
fn r11_a_restricted_record_is_still_stored_and_its_values_are_still_taken() {
    let lethe = Lethe::running();
    let world = World::new(&lethe, true);
    let task = json!({"employee_no": world.people[0].number, "project": "P2", "title": "Wait"});
    let _ = world.tenant.import("tasks", &[task]).expect(200);
    assert_eq!(
        world.tenant.records("tasks").len(),
        1,
        "what came is restricted too"
    );
    let again = json!({"employee_no": world.people[0].number});
    let taken = world
        .tenant
        .editor()
        .post("/v1/collections/people/records", &again);
    assert_eq!(taken.problem(409)["code"], "not-unique");
}

#[test]
fn r11_a_restricted_record_is_given_to_its_subject() {
    let lethe = Lethe::running();
    for kind in ["access", "portability"] {
        let world = World::new(&lethe, true);
        let request = world.tenant.request(kind, &world.subject);
        let _ = world.tenant.execute(&request).expect(200);
        let path = format!("/v1/requests/{request}/answer");
        let copy = world.tenant.privacy_officer().get(&path).expect(200).text();
        assert!(copy.contains(&world.email()), "{copy}");
    }
}

#[test]
fn r11_a_restricted_person_can_still_be_erased_and_the_marks_go_too() {
    let lethe = Lethe::running();
    for is_whole in [true, false] {
        let world = World::new(&lethe, is_whole);
        let request = world.tenant.request("erasure", &world.subject);
        let _ = world.tenant.execute(&request).expect(200);
        assert_eq!(world.tenant.records("people").len(), 1);
        assert_eq!(
            world.tenant.records("tasks").len(),
            2,
            "the work stays, nobody's"
        );
        let left = world.tenant.privacy_officer().all("/v1/restrictions");
        assert_eq!(left, Vec::<Value>::new());
    }
}

#[test]
fn r11_a_restriction_is_lifted_only_after_its_subject_was_told() {
    let lethe = Lethe::running();
    let world = World::new(&lethe, true);
    let officer = world.tenant.privacy_officer();
    let path = |step: &str| format!("/v1/restrictions/{}{step}", world.restriction);
    assert_eq!(
        officer.act(&path("/lifting")).problem(409)["code"],
        "not-told"
    );
    let notice = json!({"text": "Your data proved right; the restriction ends on Monday"});
    let _ = officer.post(&path("/notice"), &notice).expect(200);
    let _ = officer.post(&path("/notice"), &notice).problem(409);
    let lifted = officer.act(&path("/lifting")).expect(200).json();
    assert!(
        lifted["lifted_at"].is_string() && lifted["told_at"].is_string(),
        "{lifted}"
    );
    let _ = officer.act(&path("/lifting")).problem(409);
    let record = format!("/v1/collections/people/records/{}", world.record);
    let _ = officer.get(&record).expect(200);
    assert_eq!(
        world.tenant.look_up("people", "email", &world.email()),
        Some(world.subject.clone())
    );
    let audited = world.tenant.auditor().get(&path("")).expect(200).json();
    assert_eq!(audited["notice"], Value::Null, "{audited}");
}

#[test]
fn r11_the_four_grounds_are_known_and_no_other() {
    let lethe = Lethe::running();
    let people = data::some_people(72, 1);
    let tenant = lethe.a_tenant().with_people(&people);
    let subject = tenant.subject(&people[0]);
    for ground in [
        "accuracy-contested",
        "unlawful-processing",
        "legal-claims",
        "objection-pending",
    ] {
        let content = json!({"restriction": { "ground": ground }});
        let _ = tenant.file("restriction", &subject, &content).expect(201);
    }
    let content = json!({"restriction": {"ground": "no-reason"}});
    let _ = tenant.file("restriction", &subject, &content).problem(422);
}
