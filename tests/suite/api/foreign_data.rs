//! The main job on people whom somebody else described: a file that a package ships, as it is.
//!
//! Nothing of it is kept here. pip fetches it into the build folder; a test that cannot have it fails and
//! says so.

use serde_json::{Value, json};
use tests::Lethe;

/// The passengers of the Titanic: `bokeh_sampledata/_data/titanic_all.csv` (BSD-3-Clause).
const TITANIC: (&str, &str) = (
    "bokeh-sampledata==2026.1",
    "bokeh_sampledata/_data/titanic_all.csv",
);

fn personal(name: &str, value_type: &str, class: &str) -> Value {
    json!({"name": name, "type": value_type, "class": class, "on_export": "include"})
}

fn plain(name: &str, value_type: &str) -> Value {
    json!({"name": name, "type": value_type, "class": "none"})
}

fn subjects(name: &str, fields: &Value) -> Value {
    json!({
        "name": name, "purpose": "history", "lawful_basis": "public-task",
        "retention": {"keep_for": "P100Y", "from": "created"},
        "owner": {"kind": "subject"}, "on_erase": "delete", "fields": fields,
    })
}

#[test]
fn a_passenger_list_is_imported_from_its_own_csv_and_one_passenger_erased() {
    let (package, file) = TITANIC;
    let file = tests::packages::python(package).join(file);
    let body = std::fs::read(&file).expect("the passenger list can be read");
    let mut rows = csv::Reader::from_reader(body.as_slice());
    let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("a row")).collect();
    let times = |name: &str| rows.iter().filter(|row| &row[0] == name).count();
    let person = rows
        .iter()
        .skip(100)
        .find(|row| times(&row[0]) == 1 && !row[2].is_empty());
    let name = &person.expect("a passenger whose name nobody shares")[0];

    let mut name_field = personal("full_name", "text", "identifier");
    name_field["lookup"] = json!(true);
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant().with_collection(&subjects(
        "passengers",
        &json!([
            name_field,
            personal("age", "number", "quasi-identifier"),
            personal("sex", "text", "quasi-identifier"),
            plain("cabin_class", "text"),
            personal("survived", "integer", "sensitive"),
        ]),
    ));
    let mapping = "%7B%22name%22%3A%22full_name%22%2C%22class%22%3A%22cabin_class%22%7D";
    let path = format!("/v1/collections/passengers/import?mapping={mapping}");
    let answer = tenant
        .editor()
        .post_as(&path, "text/csv", &body)
        .expect(200)
        .json();
    assert_eq!(answer["records"], rows.len(), "{answer}");

    let subject = tenant
        .look_up("passengers", "full_name", name)
        .expect("found by name");
    let officer = tenant.privacy_officer();
    let records = officer.all(&format!("/v1/subjects/{subject}/records"));
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["fields"]["full_name"], name);
    let request = tenant.request("erasure", &subject);
    let _ = tenant.execute(&request).expect(200);

    let _ = officer.get(&format!("/v1/subjects/{subject}")).problem(404);
    assert_eq!(tenant.look_up("passengers", "full_name", name), None);
    let left = tenant.records("passengers");
    assert_eq!(left.len(), rows.len() - 1);
    assert!(
        left.iter()
            .all(|record| record["fields"]["full_name"] != *name)
    );
}
