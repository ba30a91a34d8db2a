//! A person is erased; the work they did stays, consistent and nobody's.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tests::data::{self, Person};
use tests::{Lethe, Tenant, artefacts, dump};

/// A tenant with people and their work, and plugins for its rules: the built-in one and one that only
/// this tenant would write.
fn a_company(lethe: &Lethe) -> (Tenant, Vec<Person>) {
    let people = data::some_people(7, 8);
    let work = data::some_work(8, &people, 5);
    let tenant = lethe
        .a_tenant()
        .with_plugin(&artefacts::plugin("redact"))
        .with_plugin(&artefacts::plugin("timesheet-coarsen"))
        .with_people(&people)
        .with_collection(&data::tasks())
        .with_collection(&data::timesheets(&coarsen()))
        .with_collection(&data::travel())
        .with_rows("tasks", &work.tasks)
        .with_rows("timesheets", &work.timesheets)
        .with_rows("travel", &work.travel);
    (tenant, people)
}

/// The tenant's own rule: of a note, only the agreed code of its words stays.
fn coarsen() -> Value {
    json!({"plugin": "timesheet-coarsen", "parameters": {"codes": {"met": "MTG"}}})
}

/// Hours and costs by project, exactly: hours are quarters, costs whole.
fn sums(tenant: &Tenant) -> BTreeMap<String, (f64, f64)> {
    let mut sums = BTreeMap::<String, (f64, f64)>::new();
    for record in tenant.records("timesheets") {
        let fields = &record["fields"];
        let project = fields["project"]
            .as_str()
            .expect("a timesheet has a project");
        let sum = sums.entry(project.to_owned()).or_default();
        sum.0 += fields["hours"].as_f64().expect("a timesheet has hours");
        sum.1 += fields["cost"].as_f64().expect("a timesheet has a cost");
    }
    sums
}

fn owners(records: &[Value]) -> BTreeSet<String> {
    let owner = |record: &Value| record["subject_id"].as_str().map(str::to_owned);
    records.iter().filter_map(owner).collect()
}

#[test]
fn the_hours_and_costs_of_every_project_are_the_same_before_and_after() {
    let lethe = Lethe::running();
    let (tenant, people) = a_company(&lethe);
    let before = sums(&tenant);
    assert!(before.len() > 1, "the example has several projects");
    let request = tenant.request("erasure", &tenant.subject(&people[2]));
    let _ = tenant.execute(&request).expect(200);
    assert_eq!(sums(&tenant), before);
}

#[test]
fn what_stays_belongs_to_one_placeholder_that_is_mentioned_nowhere_else() {
    let lethe = Lethe::running();
    let (tenant, people) = a_company(&lethe);
    let subject = tenant.subject(&people[2]);
    let before = owners(&tenant.records("timesheets"));
    let request = tenant.request("erasure", &subject);
    let outcome = tenant.execute(&request).expect(200).text();

    let timesheets = tenant.records("timesheets");
    let after = owners(&timesheets);
    let new: Vec<&String> = after.difference(&before).collect();
    let gone: Vec<&String> = before.difference(&after).collect();
    assert_eq!(gone, [&subject]);
    assert_eq!(new.len(), 1, "one placeholder: {new:?}");
    let placeholder = new[0];
    assert_eq!(
        owners(&tenant.records("tasks")),
        after,
        "the same placeholder in all collections"
    );
    let version = uuid::Uuid::parse_str(placeholder)
        .expect("a UUID")
        .get_version_num();
    assert_eq!(
        version, 4,
        "a placeholder that tells when it was made: {placeholder}"
    );

    let officer = tenant.privacy_officer();
    for (place, text) in [
        ("the execution's answer", outcome),
        (
            "the request",
            officer
                .get(&format!("/v1/requests/{request}"))
                .expect(200)
                .text(),
        ),
        ("the requests", format!("{:?}", officer.all("/v1/requests"))),
        ("the audit", format!("{:?}", tenant.audit())),
    ] {
        assert!(
            !text.contains(placeholder.as_str()),
            "{place} names the placeholder: {text}"
        );
    }
}

#[test]
fn the_subject_is_not_there_any_more_on_any_route() {
    let lethe = Lethe::running();
    let (tenant, people) = a_company(&lethe);
    let person = &people[2];
    let subject = tenant.subject(person);
    let request = tenant.request("erasure", &subject);
    let _ = tenant.execute(&request).expect(200);

    let all = tenant.administrator();
    let _ = all.get(&format!("/v1/subjects/{subject}")).problem(404);
    let _ = all
        .get(&format!("/v1/subjects/{subject}/records"))
        .problem(404);
    let again = json!({"kind": "access", "subject_id": subject});
    let _ = all.post("/v1/requests", &again).problem(404);
    let email = person.row["email"]
        .as_str()
        .expect("a person has an e-mail address");
    for (field, value) in [("employee_no", person.number.as_str()), ("email", email)] {
        assert_eq!(
            tenant.look_up("people", field, value),
            None,
            "found by {field}"
        );
    }
    assert!(!format!("{:?}", all.all("/v1/subjects")).contains(&subject));
    assert!(
        !dump::dump(&tenant)["records"]
            .to_string()
            .contains(&subject)
    );
    assert!(owners(&tenant.records("people")).len() == people.len() - 1);
}

#[test]
fn nothing_personal_of_the_subject_is_left_in_what_stays() {
    let lethe = Lethe::running();
    let (tenant, people) = a_company(&lethe);
    let before = owners(&tenant.records("timesheets"));
    let request = tenant.request("erasure", &tenant.subject(&people[2]));
    let _ = tenant.execute(&request).expect(200);

    let left = tenant.records("timesheets");
    let left: Vec<&Value> = left
        .iter()
        .filter(|record| !before.contains(record["subject_id"].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(left.len(), 5);
    for record in &left {
        let fields = &record["fields"];
        assert!(
            fields["employee_no"].is_null(),
            "the reference is deleted: {record}"
        );
        assert!(
            fields["absence"].is_string(),
            "what the law keeps is kept: {record}"
        );
        let note = fields["note"].as_str().unwrap_or_default();
        assert!(
            !note.starts_with("Met "),
            "the note is anonymized: {record}"
        );
        assert!(
            fields["worked_on"].is_string(),
            "what is not personal stays: {record}"
        );
    }
}

#[test]
fn the_request_shows_what_was_deleted_anonymized_and_kept_on_which_ground() {
    let lethe = Lethe::running();
    let (tenant, people) = a_company(&lethe);
    let request = tenant.request("erasure", &tenant.subject(&people[2]));
    let _ = tenant.execute(&request).expect(200);

    let shown = tenant
        .auditor()
        .get(&format!("/v1/requests/{request}"))
        .expect(200)
        .json();
    assert_eq!(shown["state"], "completed");
    let of = |name: &str| {
        let all = shown["outcome"]["collections"].as_array();
        let all = all.unwrap_or_else(|| panic!("no outcome of collections: {shown}"));
        let found = all.iter().find(|one| one["collection"] == name);
        found
            .unwrap_or_else(|| panic!("nothing of {name}: {shown}"))
            .clone()
    };
    assert_eq!(
        (&of("people")["records"], &of("people")["outcome"]),
        (&json!(1), &json!("delete"))
    );
    assert_eq!(
        (&of("travel")["records"], &of("travel")["outcome"]),
        (&json!(5), &json!("delete"))
    );
    let timesheets = of("timesheets");
    assert_eq!(timesheets["records"], 5);
    let outcome = &timesheets["outcome"]["anonymize"];
    assert_eq!(outcome["deleted"], json!(["employee_no"]));
    assert_eq!(
        outcome["anonymized"],
        json!([{"field": "note", "plugin": "timesheet-coarsen"}])
    );
    assert_eq!(outcome["kept"][0]["field"], "absence");
    assert_eq!(outcome["kept"][0]["ground"], "legal-obligation");
    assert_eq!(outcome["kept"][0]["reason"], "social security");

    let steps = shown["steps"].as_array().expect("a request has steps");
    assert!(steps.len() >= 3, "received, verified, completed: {shown}");
    for step in steps {
        assert!(step["at"].is_string(), "a step has a time: {step}");
        assert!(!step["actor"].is_null(), "a step has an actor: {step}");
    }
}

#[test]
fn the_plan_is_what_then_happens_and_changes_nothing() {
    let lethe = Lethe::running();
    let (tenant, people) = a_company(&lethe);
    let request = tenant.request("erasure", &tenant.subject(&people[2]));
    let before = dump::dump(&tenant);
    let plan = tenant
        .auditor()
        .get(&format!("/v1/requests/{request}/plan"))
        .expect(200)
        .json();
    dump::same(&before, &dump::dump(&tenant));
    let _ = tenant.execute(&request).expect(200);
    let shown = tenant
        .auditor()
        .get(&format!("/v1/requests/{request}"))
        .expect(200)
        .json();
    assert!(plan["collections"].is_array(), "{plan}");
    let mut done = shown["outcome"]["collections"].clone();
    // Evidence of plugin runs exists only afterwards.
    for one in done.as_array_mut().into_iter().flatten() {
        one.as_object_mut()
            .expect("a collection's outcome")
            .remove("receipts");
    }
    assert_eq!(plan["collections"], done);
}

#[test]
fn the_audit_names_actor_time_and_counts_and_nothing_personal() {
    let lethe = Lethe::running();
    let (tenant, people) = a_company(&lethe);
    let request = tenant.request("erasure", &tenant.subject(&people[2]));
    let _ = tenant.execute(&request).expect(200);

    let events = tenant.audit();
    let erased = events.iter().find(|event| {
        event["action"]
            .as_str()
            .is_some_and(|action| action.contains("eras"))
            && event.to_string().contains(&request)
    });
    let erased = erased.unwrap_or_else(|| panic!("no event of the erasure: {events:?}"));
    assert!(erased["at"].is_string(), "no time: {erased}");
    assert_eq!(
        erased["actor"]["role"], "privacy-officer",
        "no actor: {erased}"
    );
    assert!(
        erased["counts"]
            .as_object()
            .is_some_and(|counts| !counts.is_empty()),
        "{erased}"
    );
    let text = format!("{events:?}");
    for mark in people.iter().flat_map(|person| &person.marks) {
        assert!(!text.contains(mark.as_str()), "the audit holds {mark:?}");
    }
}

#[test]
fn a_request_without_a_verified_identity_is_not_carried_out() {
    let lethe = Lethe::running();
    let (tenant, people) = a_company(&lethe);
    let subject = tenant.subject(&people[2]);
    let officer = tenant.privacy_officer();
    let body = json!({"kind": "erasure", "subject_id": subject});
    let request = officer
        .post("/v1/requests", &body)
        .expect(201)
        .text_at("/request_id");
    let before = dump::dump(&tenant);
    let _ = tenant.execute(&request).problem(409);
    dump::same(&before, &dump::dump(&tenant));
    let identity = json!({"method": "passport-seen"});
    let _ = officer
        .post(&format!("/v1/requests/{request}/verification"), &identity)
        .expect(200);
    let _ = tenant.execute(&request).expect(200);
    let _ = tenant.execute(&request).problem(409);
}

#[test]
fn a_refused_or_withdrawn_request_is_not_carried_out() {
    let lethe = Lethe::running();
    let (tenant, people) = a_company(&lethe);
    let subject = tenant.subject(&people[2]);
    let officer = tenant.privacy_officer();
    let refused = tenant.request("erasure", &subject);
    let reason = json!({"reason": "the records are needed in court"});
    let _ = officer
        .post(&format!("/v1/requests/{refused}/refusal"), &reason)
        .expect(200);
    let withdrawn = tenant.request("erasure", &subject);
    let _ = officer
        .act(&format!("/v1/requests/{withdrawn}/withdrawal"))
        .expect(200);
    let before = dump::dump(&tenant);
    let _ = tenant.execute(&refused).problem(409);
    let _ = tenant.execute(&withdrawn).problem(409);
    dump::same(&before, &dump::dump(&tenant));
}
