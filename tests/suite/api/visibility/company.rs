//! A company in which not everybody sees everything.

use serde_json::{Value, json};
use tests::accounts::Person;
use tests::{Client, Lethe, Tenant, data};

/// Those whose records are looked at, in this order.
pub(super) const SUBJECTS: [&str; 5] = ["own", "team", "other", "restricted", "erased"];

/// A tenant with rules for people and timesheets.
pub(super) struct Company {
    pub(super) tenant: Tenant,
    people: Vec<data::Person>,
    subjects: Vec<String>,
    /// The record of each in people and in timesheets, as an editor saw them before there were rules.
    records: Vec<[Value; 2]>,
}

/// What is said of people.
pub(super) fn of_people() -> Value {
    json!({"linked_name": "name", "rules": [
        {"viewers": {"groups": ["hr"]}},
        {"viewers": {"types": ["manager"]}, "fields": ["name", "email"], "records": "team"},
        {"viewers": {"roles": ["member"]}, "fields": ["name", "address", "salary"], "records": "own"},
        {"viewers": {"roles": ["privacy-officer"]}, "fields": ["employee_no", "email"], "purposes": ["employment"]},
    ]})
}

/// What is said of timesheets.
pub(super) fn of_timesheets() -> Value {
    json!({"rules": [
        {"viewers": {"roles": ["member", "editor"]}, "fields": ["project", "hours"]},
        {"viewers": {"roles": ["member"]}, "fields": ["note"], "records": "team"},
    ]})
}

impl Company {
    pub(super) fn founded(lethe: &Lethe) -> Self {
        let people = data::some_people(90, SUBJECTS.len());
        let timesheet = |person: &data::Person| {
            json!({
                "employee_no": person.number, "project": "Apollo", "hours": 7.5, "cost": 400.0,
                "worked_on": "2026-03-02", "note": format!("sat beside {}", person.number), "absence": "ill",
            })
        };
        let rows: Vec<Value> = people.iter().map(timesheet).collect();
        let tenant = lethe
            .a_tenant()
            .with_plugin(&tests::artefacts::plugin("redact"))
            .with_people(&people)
            .with_collection(&data::timesheets(&data::redact()))
            .with_rows("timesheets", &rows);
        let subjects: Vec<String> = people.iter().map(|person| tenant.subject(person)).collect();
        let [kept, worked] = ["people", "timesheets"].map(|name| tenant.records(name));
        let of = |records: &[Value], subject: &String| {
            let found = records
                .iter()
                .find(|record| record["subject_id"] == **subject);
            found.expect("a record of each").clone()
        };
        let records = subjects.iter().map(|it| [of(&kept, it), of(&worked, it)]);
        let company = Self {
            records: records.collect(),
            people,
            subjects,
            tenant,
        };
        let _ = company.tenant.restrict(company.subject("restricted"), &[]);
        let erasure = company.tenant.request("erasure", company.subject("erased"));
        let _ = company.tenant.execute(&erasure).expect(200);
        // Somebody of the team, whom "team" reaches.
        let it = json!({"groups": ["it"], "type": null});
        let mate = company.subject("team");
        let _ = Person::member(&company.tenant, "mate@acme.example", mate, &it);
        company
    }

    pub(super) fn with_rules(self) -> Self {
        self.say("people", &of_people());
        self.say("timesheets", &of_timesheets());
        self
    }

    pub(super) fn say(&self, collection: &str, rules: &Value) {
        let path = format!("/v1/collections/{collection}/visibility");
        let _ = self.tenant.administrator().put(&path, rules).expect(200);
    }

    fn nth(whose: &str) -> usize {
        let nth = SUBJECTS.iter().position(|name| *name == whose);
        nth.expect("one of the subjects")
    }

    pub(super) fn subject(&self, whose: &str) -> &str {
        &self.subjects[Self::nth(whose)]
    }

    pub(super) fn person(&self, whose: &str) -> &data::Person {
        &self.people[Self::nth(whose)]
    }

    /// The path of somebody's record.
    pub(super) fn record(&self, collection: &str, whose: &str) -> String {
        let [kept, worked] = &self.records[Self::nth(whose)];
        let record = if collection == "people" { kept } else { worked };
        let id = record["record_id"].as_str().expect("an id");
        format!("/v1/collections/{collection}/records/{id}")
    }

    /// Somebody with an account, whose own records are "own".
    pub(super) fn member(&self, name: &str, membership: &Value) -> Client {
        let login = format!("{name}@acme.example");
        Person::member(&self.tenant, &login, self.subject("own"), membership).session()
    }
}
