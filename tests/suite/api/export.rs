//! A copy is handed out as a file, in the format of an exporter that the tenant uploaded (Art. 12(1), 15(3), 20(1)).

use serde_json::{Value, json};
use tests::{Lethe, Tenant, artefacts, data};

/// The built-in exporters, with the extension and the media type of what they write.
const FORMATS: [(&str, &str, &str); 7] = [
    ("csv", "csv", "text/csv; charset=utf-8"),
    ("html", "html", "text/html; charset=utf-8"),
    ("json", "json", "application/json"),
    ("json-ld", "jsonld", "application/ld+json"),
    ("ndjson", "ndjson", "application/x-ndjson"),
    ("parquet", "parquet", "application/vnd.apache.parquet"),
    ("xml", "xml", "application/xml"),
];

/// A tenant with the built-in exporters, and an access request of its first person that was carried out.
fn answered(lethe: &Lethe, people: &[data::Person]) -> (Tenant, String) {
    let mut tenant = lethe.a_tenant().with_people(people);
    for (format, _, _) in FORMATS {
        tenant = tenant.with_plugin(&artefacts::plugin(&format!("export-{format}")));
    }
    let request = tenant.request("access", &tenant.subject(&people[0]));
    let _ = tenant.execute(&request).expect(200);
    (tenant, request)
}

#[test]
fn r6_a_copy_is_a_file_in_the_format_that_is_asked_for() {
    let lethe = Lethe::running();
    let people = data::some_people(31, 3);
    let (tenant, request) = answered(&lethe, &people);
    let officer = tenant.privacy_officer();
    for (format, extension, media_type) in FORMATS {
        let path = format!("/v1/requests/{request}/answer?format={format}");
        let answer = officer.get(&path).expect(200);
        assert_eq!(answer.header("content-type"), Some(media_type));
        let disposition = answer.header("content-disposition").unwrap_or_default();
        let name = format!("request-{request}.{extension}");
        assert!(disposition.contains(&name), "{disposition}");
        let file = answer.text();
        let email = people[0].row["email"].as_str().expect("an address");
        assert!(file.contains(email), "{file}");
        for mark in people[1..].iter().flat_map(|person| &person.marks) {
            assert!(!file.contains(mark.as_str()), "somebody else's {mark:?}");
        }
    }
}

#[test]
fn r6_the_document_of_the_exporter_holds_the_records_of_the_copy() {
    let lethe = Lethe::running();
    let people = data::some_people(39, 2);
    let (tenant, request) = answered(&lethe, &people);
    let officer = tenant.privacy_officer();
    let path = format!("/v1/requests/{request}/answer");
    let copy = officer.get(&path).expect(200).json();
    let file = officer.get(&format!("{path}?format=json")).expect(200);
    let said = |document: &Value| -> Vec<(Value, Value)> {
        let collections = document["collections"].as_array().expect("collections");
        let said = |it: &Value| (it["collection"].clone(), it["records"].clone());
        let is_empty = |it: &(Value, Value)| it.1.as_array().expect("records").is_empty();
        let said = collections.iter().map(said);
        said.filter(|it| !is_empty(it)).collect()
    };
    assert!(!said(&copy).is_empty());
    assert_eq!(said(&file.json()), said(&copy));
}

#[test]
fn r6_lines_of_json_say_the_same_as_the_copy() {
    let lethe = Lethe::running();
    let people = data::some_people(32, 2);
    let (tenant, request) = answered(&lethe, &people);
    let officer = tenant.privacy_officer();
    let path = format!("/v1/requests/{request}/answer");
    let copy = officer.get(&path).expect(200).json();
    let file = officer
        .get(&format!("{path}?format=ndjson"))
        .expect(200)
        .text();
    let lines: Vec<Value> = file
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    let mut records = 0;
    for collection in copy["collections"].as_array().expect("collections") {
        for record in collection["records"].as_array().expect("records") {
            let line = json!({"collection": collection["collection"], "record": record});
            assert!(lines.contains(&line), "{line} is missing in {file}");
            records += 1;
        }
    }
    assert_eq!(lines.len(), records);
}

#[test]
fn r6_linked_data_says_the_same_as_the_copy_and_which_kind_of_data_it_is() {
    let lethe = Lethe::running();
    let people = data::some_people(37, 2);
    let (tenant, request) = answered(&lethe, &people);
    let officer = tenant.privacy_officer();
    let path = format!("/v1/requests/{request}/answer");
    let copy = officer.get(&path).expect(200).json();
    let file = officer.get(&format!("{path}?format=json-ld")).expect(200);
    let file = file.json();
    assert!(file["@context"]["dpv"] == "https://w3id.org/dpv#", "{file}");
    for collection in copy["collections"].as_array().expect("collections") {
        let datasets = file["dcat:dataset"].as_array().expect("datasets");
        let name = &collection["collection"];
        let records = collection["records"].as_array().expect("records");
        if records.is_empty() {
            continue;
        }
        let dataset = datasets.iter().find(|it| it["dct:title"] == *name);
        let dataset = dataset.expect("a dataset of the collection");
        let nodes = dataset["lethe:record"].as_array().expect("nodes");
        assert_eq!(nodes.len(), records.len());
        for (node, record) in nodes.iter().zip(records) {
            for (field, value) in record.as_object().expect("fields") {
                let value = match value {
                    Value::Number(number) => json!(number.to_string()),
                    other => other.clone(),
                };
                assert_eq!(node[format!("field:{field}")], value, "{field}");
            }
        }
    }
    let people = &file["dcat:dataset"].as_array().expect("datasets")[0];
    let described = people["dpv:hasPersonalData"].as_array().expect("fields");
    let email = described.iter().find(|it| it["dct:title"] == "email");
    let kinds = &email.expect("the field")["@type"];
    assert!(kinds.to_string().contains("dpv:PersonalData"), "{kinds}");
}

#[test]
fn r6_parquet_holds_all_collections_or_the_one_that_is_asked_for() {
    let lethe = Lethe::running();
    let people = data::some_people(38, 1);
    let (tenant, request) = answered(&lethe, &people);
    let officer = tenant.privacy_officer();
    let path = format!("/v1/requests/{request}/answer?format=parquet");
    let of = |collection: &str| {
        let parameters = format!("%7B%22collection%22%3A%22{collection}%22%7D");
        officer.get(&format!("{path}&parameters={parameters}"))
    };
    let (all, one) = (officer.get(&path).expect(200), of("people").expect(200));
    for file in [&all.body, &one.body] {
        assert!(file.starts_with(b"PAR1") && file.ends_with(b"PAR1"));
    }
    // The file of one collection says the class of each field in its metadata, the other one in a column.
    assert!(one.text().contains("class:email") && !all.text().contains("class:email"));
    let problem = of("nobody").problem(422);
    assert_eq!(
        problem["type"], "urn:lethe:problem:plugin-failed",
        "{problem}"
    );
    assert!(problem.to_string().contains("nobody"), "{problem}");
}

#[test]
fn a_format_that_nobody_writes_is_refused_by_name() {
    let lethe = Lethe::running();
    let people = data::some_people(33, 1);
    let (tenant, request) = answered(&lethe, &people);
    let tenant = tenant.with_plugin(&artefacts::plugin("redact"));
    let officer = tenant.privacy_officer();
    for format in ["ods", "redact"] {
        let path = format!("/v1/requests/{request}/answer?format={format}");
        let problem = officer.get(&path).problem(409);
        assert_eq!(
            problem["type"], "urn:lethe:problem:plugin-not-active",
            "{problem}"
        );
    }
    let path = format!("/v1/requests/{request}/answer?format=csv&parameters=%7B%22x%22%3A1%7D");
    let problem = officer.get(&path).problem(422);
    assert!(
        problem.to_string().contains("is no member that is known"),
        "{problem}"
    );
}

#[test]
fn an_exporter_leaves_a_receipt_and_says_what_it_is() {
    let lethe = Lethe::running();
    let people = data::some_people(34, 1);
    let (tenant, request) = answered(&lethe, &people);
    let path = format!("/v1/requests/{request}/answer?format=csv");
    let _ = tenant.privacy_officer().get(&path).expect(200);
    let auditor = tenant.auditor();
    let plugins = auditor.all("/v1/plugins");
    let csv = plugins.iter().find(|plugin| plugin["name"] == "csv");
    let csv = csv.expect("the exporter");
    assert_eq!(csv["world"], "exporter");
    assert_eq!(csv["format"]["extension"], "csv");
    let digest = csv["digest"].as_str().expect("a digest");
    let runs = auditor.all(&format!("/v1/plugins/{digest}/runs"));
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0]["request_id"], request.as_str());
}

#[test]
fn an_exporter_makes_nothing_anonymous() {
    let lethe = Lethe::running();
    let people = data::some_people(35, 1);
    let work = data::some_work(36, &people, 2);
    let rule = json!({"plugin": "csv", "parameters": {}});
    let tenant = lethe
        .a_tenant()
        .with_plugin(&artefacts::plugin("export-csv"))
        .with_people(&people)
        .with_collection(&data::timesheets(&rule))
        .with_rows("timesheets", &work.timesheets);
    let request = tenant.request("erasure", &tenant.subject(&people[0]));
    let _ = tenant.execute(&request).problem(409);
}
