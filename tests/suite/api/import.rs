//! Files are imported all or nothing, as spreadsheets and programs write them.

use serde_json::{Value, json};
use tests::{Answer, Lethe, Tenant, data, dump};

fn declared(lethe: &Lethe) -> Tenant {
    lethe.a_tenant().with_collection(&data::people())
}

fn csv(tenant: &Tenant, query: &str, body: &[u8]) -> Answer {
    let path = format!("/v1/collections/people/import{query}");
    tenant.editor().post_as(&path, "text/csv", body)
}

fn field<'a>(records: &'a [Value], number: &str, field: &str) -> &'a Value {
    let found = records
        .iter()
        .find(|record| record["fields"]["employee_no"] == number);
    &found.unwrap_or_else(|| panic!("no record of {number} in {records:?}"))["fields"][field]
}

/// `{"Column":"field"}` as a query parameter.
fn mapping(map: &Value) -> String {
    let text = map.to_string();
    let encoded = hex::encode_upper(text).into_bytes();
    let encoded: Vec<String> = encoded
        .chunks(2)
        .map(|byte| String::from_utf8_lossy(byte).into_owned())
        .collect();
    format!("?mapping=%{}", encoded.join("%"))
}

#[test]
fn a_spreadsheets_csv_with_bom_quotes_and_line_breaks_is_read_as_it_was_meant() {
    let lethe = Lethe::running();
    let tenant = declared(&lethe);
    let body = "\u{feff}employee_no,name,address,born_on,salary,in_union\r\n\
        1,\"Ann \"\"the\"\" Other\",\"Main St 1\r\nSofia\",1980-02-29,1234.5,true\r\n\
        2,Łukasz Größe,,,,false\r\n";
    let answer = csv(&tenant, "", body.as_bytes()).expect(200).json();
    assert_eq!(answer["records"], 2, "{answer}");
    assert_eq!(answer["subjects"], 2, "{answer}");
    let records = tenant.records("people");
    assert_eq!(field(&records, "1", "name"), "Ann \"the\" Other");
    assert_eq!(field(&records, "1", "address"), "Main St 1\r\nSofia");
    assert_eq!(field(&records, "1", "born_on"), "1980-02-29");
    assert_eq!(field(&records, "1", "salary"), 1234.5);
    assert_eq!(field(&records, "1", "in_union"), true);
    assert_eq!(field(&records, "2", "name"), "Łukasz Größe");
    assert!(field(&records, "2", "address").is_null());
}

#[test]
fn columns_are_mapped_to_fields_and_unwanted_ones_left_out() {
    let lethe = Lethe::running();
    let tenant = declared(&lethe);
    let map = json!({"Personal No.": "employee_no", "Full Name": "name", "Shoe Size": null});
    let body = b"Personal No.,Full Name,Shoe Size\n7,Ann Other,forty-two\n";
    let _ = csv(&tenant, &mapping(&map), body).expect(200);
    let records = tenant.records("people");
    assert_eq!(field(&records, "7", "name"), "Ann Other");
    assert!(!records[0].to_string().contains("forty-two"));
}

#[test]
fn a_column_that_is_neither_a_field_nor_mapped_is_refused_by_name() {
    let lethe = Lethe::running();
    let tenant = declared(&lethe);
    let problem = csv(&tenant, "", b"employee_no,shoe_size\n1,42\n").problem(422);
    assert!(problem.to_string().contains("shoe_size"), "{problem}");
    assert_eq!(tenant.records("people"), Vec::<Value>::new());
}

#[test]
fn a_dry_run_says_what_would_happen_and_changes_nothing() {
    let lethe = Lethe::running();
    let tenant = declared(&lethe);
    let before = dump::dump(&tenant);
    let good = csv(&tenant, "?dry_run=true", b"employee_no\n1\n2\n")
        .expect(200)
        .json();
    assert_eq!(good["records"], 2, "{good}");
    let _ = csv(
        &tenant,
        "?dry_run=true",
        b"employee_no,born_on\n1,yesterday\n",
    )
    .problem(422);
    dump::same(&before, &dump::dump(&tenant));
    let _ = csv(&tenant, "", b"employee_no\n1\n2\n").expect(200);
}

#[test]
fn every_bad_line_is_named_with_its_field_and_nothing_is_imported() {
    let lethe = Lethe::running();
    let tenant = declared(&lethe);
    let body =
        "employee_no,born_on,account\n1,1980-01-01,5\n2,yesterday,5\n3,,\n4,1980-01-01,many\n";
    let problem = csv(&tenant, "", body.as_bytes()).problem(422);
    let errors = problem["errors"].as_array().expect("errors");
    let places: Vec<(u64, &str)> = errors
        .iter()
        .map(|e| {
            (
                e["line"].as_u64().unwrap_or(0),
                e["field"].as_str().unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(places, [(3, "born_on"), (5, "account")], "{problem}");
    assert!(
        !problem.to_string().contains("yesterday"),
        "the value is quoted: {problem}"
    );
    assert_eq!(tenant.records("people"), Vec::<Value>::new());
}

#[test]
fn a_number_that_two_records_share_is_refused_with_its_line() {
    let lethe = Lethe::running();
    let tenant = declared(&lethe);
    let problem = csv(&tenant, "", b"employee_no\n1\n2\n1\n");
    assert!([409, 422].contains(&problem.status), "{problem:?}");
    let problem = problem.clone().problem(problem.status);
    assert!(problem.to_string().contains("employee_no"), "{problem}");
    assert_eq!(tenant.records("people"), Vec::<Value>::new());
    let _ = csv(&tenant, "", b"employee_no\n1\n").expect(200);
    let taken = csv(&tenant, "", b"employee_no\n5\n1\n");
    assert!([409, 422].contains(&taken.status), "{taken:?}");
    assert_eq!(tenant.records("people").len(), 1);
}

#[test]
fn a_record_about_nobody_known_is_refused_with_its_line() {
    let lethe = Lethe::running();
    let tenant = declared(&lethe).with_collection(&data::travel());
    let _ = csv(&tenant, "", b"employee_no\n1\n").expect(200);
    let body = b"employee_no,destination\n1,Varna\n9,Ruse\n";
    let answer = tenant
        .editor()
        .post_as("/v1/collections/travel/import", "text/csv", body);
    let problem = answer.problem(422);
    assert_eq!(problem["errors"][0]["line"], 3, "{problem}");
    assert_eq!(tenant.records("travel"), Vec::<Value>::new());
}

#[test]
fn every_type_comes_back_as_it_was_given() {
    let lethe = Lethe::running();
    let people = data::some_people(5, 30);
    let tenant = lethe.a_tenant().with_people(&people);
    let records = tenant.records("people");
    for person in &people {
        for (name, value) in person.row.as_object().expect("a record") {
            assert_eq!(
                field(&records, &person.number, name),
                value,
                "{name} of {}",
                person.number
            );
        }
    }
}

#[test]
fn ten_thousand_records_are_one_import() {
    let lethe = Lethe::running();
    let tenant = declared(&lethe);
    let mut body = "employee_no,name\n".to_owned();
    for number in 0..10_000 {
        body.extend([number.to_string(), format!(",Person {number}\n")]);
    }
    let answer = csv(&tenant, "", body.as_bytes()).expect(200).json();
    assert_eq!(answer["records"], 10_000, "{answer}");
}
