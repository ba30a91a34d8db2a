//! The platform is supplied by the host or by components; a data folder works with either in turn.

use serde_json::{Value, json};
use tests::data::{self, Person};
use tests::{Folder, Host, Tenant, artefacts};

#[test]
fn a_data_folder_serves_with_either_supplier_in_turn() {
    let folder = Folder::warm();
    let people = data::some_people(11, 3);
    let start = |supplier| Host::start_with(&folder, &["--platform", supplier]);

    let host = start("native");
    let tenant = Tenant::create(&folder, host.url())
        .with_plugin(&artefacts::plugin("redact"))
        .with_people(&people)
        .with_collection(&data::tasks())
        .with_rows("tasks", &people.iter().map(task).collect::<Vec<_>>());
    let before = tenant.records("people");
    erase(&tenant, &people[0]);
    host.stop();

    let host = start("components");
    let tenant = tenant.at(host.url());
    let now = tenant.records("people");
    assert_eq!(now.len(), 2, "one of three is gone");
    assert!(now.iter().all(|record| before.contains(record)), "{now:?}");
    erase(&tenant, &people[1]);
    let newcomer = json!({"employee_no": "E-new", "name": "Brought By Components"});
    let tenant = tenant.with_rows("people", &[newcomer]);
    host.stop();

    let host = start("native");
    let tenant = tenant.at(host.url());
    let found = tenant.look_up("people", "name", "Brought By Components");
    assert!(found.is_some(), "what components sealed, the host finds");
    erase(&tenant, &people[2]);
    assert_eq!(tenant.records("people").len(), 1);
    host.stop();
}

/// A task whose title the plugin has to anonymize.
fn task(person: &Person) -> Value {
    json!({"employee_no": person.number, "project": "P1", "title": "Call them", "estimate": 1.5})
}

fn erase(tenant: &Tenant, person: &Person) {
    let request = tenant.request("erasure", &tenant.subject(person));
    let _ = tenant.execute(&request).expect(200);
    let left = tenant.look_up("people", "employee_no", &person.number);
    assert_eq!(left, None, "{} is erased", person.number);
}
