//! Records of processing and notices follow from what is declared, and say what they lack.

use serde_json::{Value, json};
use tests::{Answer, Client, Lethe, Tenant, data};

fn company(lethe: &Lethe) -> Tenant {
    let tenant = lethe.a_tenant().with_people(&data::some_people(82, 1));
    let officer = tenant.privacy_officer();
    let _ = officer
        .put("/v1/organization", &data::organization())
        .expect(200);
    tenant
}

fn write(officer: &Client, record: &Value) -> String {
    let written = officer.post("/v1/processing-records", record);
    written.expect(201).text_at("/id")
}

fn pointers(document: &Value) -> Vec<&str> {
    let missing = document["missing"].as_array().expect("a list");
    let pointer = |found: &'_ Value| found["pointer"].as_str().is_some();
    assert!(missing.iter().all(pointer));
    missing
        .iter()
        .filter_map(|found| found["pointer"].as_str())
        .collect()
}

#[test]
fn c6_a_record_of_processing_is_filled_in_from_the_declarations() {
    let lethe = Lethe::running();
    let tenant = company(&lethe);
    let officer = tenant.privacy_officer();
    let id = write(&officer, &data::processing_record());
    let record = officer
        .get(&format!("/v1/processing-records/{id}"))
        .expect(200)
        .json();
    assert_eq!(pointers(&record), Vec::<&str>::new(), "{record}");
    let facts = &record["content"]["facts"][0];
    assert_eq!(facts["collection"], "people");
    assert_eq!(facts["purposes"], json!(["employment"]));
    assert_eq!(facts["lawful_bases"], json!(["contract"]));
    assert_eq!(facts["retention"]["keep_for"], "P10Y");
    let categories = facts["data_categories"].as_array().expect("a list");
    assert!(categories.contains(&json!("special")) && !categories.contains(&json!("none")));
}

#[test]
fn c6_a_record_that_lacks_something_is_kept_and_says_what_the_law_wants() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let officer = tenant.privacy_officer();
    let bare = json!({"name": "Hosting", "role": "processor", "collections": []});
    let id = write(&officer, &bare);
    let record = officer
        .get(&format!("/v1/processing-records/{id}"))
        .expect(200)
        .json();
    let wanted = [
        "/organization",
        "/on_behalf_of",
        "/categories_of_processing",
        "/transfers",
        "/security_measures",
    ];
    assert_eq!(pointers(&record), wanted);
    let unknown = json!({"name": "X", "role": "controller", "collections": ["ghosts"]});
    let problem = officer
        .post("/v1/processing-records", &unknown)
        .problem(422);
    assert_eq!(problem["errors"][0]["pointer"], "/collections/0");
}

#[test]
fn c6_every_version_of_a_record_is_kept() {
    let lethe = Lethe::running();
    let tenant = company(&lethe);
    let officer = tenant.privacy_officer();
    let id = write(&officer, &data::processing_record());
    let path = format!("/v1/processing-records/{id}");
    let mut changed = data::processing_record();
    changed["recipients"] = json!([]);
    let written = officer.put(&path, &changed).expect(200).json();
    assert_eq!(written["version"], 2);
    let versions = officer.all(&format!("{path}/versions"));
    let recipients: Vec<_> = versions
        .iter()
        .map(|version| version["content"]["recipients"].clone())
        .collect();
    assert_eq!(recipients, [json!(["Payroll Ltd"]), json!([])]);
    assert_eq!(versions[0]["written_by"]["role"], "privacy-officer");
}

fn exported(officer: &Client, format: &str) -> Answer {
    let path = format!("/v1/processing-records/export?format={format}");
    officer.get(&path).expect(200)
}

#[test]
fn c6_records_are_handed_out_as_csv_without_formulas() {
    let lethe = Lethe::running();
    let tenant = company(&lethe);
    let officer = tenant.privacy_officer();
    let mut record = data::processing_record();
    record["name"] = json!("=cmd|' /C calc'!A0");
    record["recipients"] = json!(["+359", "a \"quoted\", name\nof two lines"]);
    write(&officer, &record);
    let file = exported(&officer, "csv");
    let mut rows = csv::Reader::from_reader(file.body.as_slice());
    let names = rows.headers().expect("a first line").clone();
    let row = rows.records().next().expect("a row").expect("cells");
    let cell = |name: &str| {
        let at = names.iter().position(|known| known == name);
        row[at.expect("a column")].to_owned()
    };
    assert_eq!(cell("name"), "'=cmd|' /C calc'!A0");
    assert_eq!(
        cell("recipients"),
        "'+359; a \"quoted\", name\nof two lines"
    );
    assert_eq!(cell("erasure-time-limits"), "people: P10Y from created");
    assert!(cell("controller").starts_with("Acme EOOD"));
    for column in [
        "purposes",
        "subject-categories",
        "data-categories",
        "transfers",
        "security-measures",
    ] {
        assert!(!cell(column).is_empty(), "{column}");
    }
}

#[test]
fn c6_records_are_handed_out_as_xml_in_which_nothing_is_injected() {
    let lethe = Lethe::running();
    let tenant = company(&lethe);
    let officer = tenant.privacy_officer();
    let mut record = data::processing_record();
    let name = "</name><evil a=\"1\">&]]>";
    record["name"] = json!(name);
    write(&officer, &record);
    let text = exported(&officer, "xml").text();
    let mut found = Vec::new();
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut path = Vec::new();
    loop {
        use quick_xml::events::Event;
        match reader.read_event().expect("well-formed XML") {
            Event::Start(start) => path.push(start.name().as_ref().to_owned()),
            Event::End(_) => drop(path.pop()),
            Event::Text(part) => {
                found.push((path.clone(), (*part).to_owned()));
            }
            Event::GeneralRef(reference) => {
                let entity = format!("&{};", &*reference);
                let text = quick_xml::escape::unescape(&entity).expect("a known entity");
                found.push((path.clone(), text.into_owned()));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let path = ["processing-records", "processing-record", "name", "value"];
    let read: String = found
        .iter()
        .filter(|(at, _)| at == &path)
        .map(|(_, text)| text.as_str())
        .collect();
    assert_eq!(read, name);
    assert!(!text.contains("<evil"), "{text}");
}

#[test]
fn c6_records_are_handed_out_as_json_ld_with_the_words_of_dpv() {
    let lethe = Lethe::running();
    let tenant = company(&lethe);
    let officer = tenant.privacy_officer();
    write(&officer, &data::processing_record());
    let file = exported(&officer, "json-ld").json();
    assert_eq!(file["@context"]["dpv"], "https://w3id.org/dpv#");
    let record = &file["@graph"][0];
    assert_eq!(record["dpv:hasLegalBasis"], json!(["eu-gdpr:A6-1-b"]));
    assert_eq!(record["dpv:hasPurpose"], json!(["employment"]));
    assert_eq!(
        record["dpv:hasDataController"][0]["schema:name"],
        "Acme EOOD"
    );
    assert_eq!(
        record["dpv:hasStorageCondition"][0]["dpv:hasDuration"],
        "P10Y"
    );
}

#[test]
fn c5_a_notice_says_every_point_of_article_13_and_is_kept_in_versions() {
    let lethe = Lethe::running();
    let tenant = company(&lethe);
    let officer = tenant.privacy_officer();
    write(&officer, &data::processing_record());
    let notice = officer.post("/v1/notices", &data::notice()).expect(201);
    let path = format!("/v1/notices/{}", notice.text_at("/id"));
    let first = officer.get(&path).expect(200).json();
    let sections = first["content"]["sections"].as_array().expect("sections");
    let articles: Vec<_> = sections
        .iter()
        .filter_map(|section| section["article"].as_str())
        .collect();
    let wanted = [
        "13(1)(a)", "13(1)(b)", "13(1)(c)", "13(1)(e)", "13(1)(f)", "13(2)(a)", "13(2)(b)",
        "13(2)(d)", "13(2)(f)",
    ];
    assert_eq!(articles, wanted);
    let text = first["content"]["sections"].to_string();
    for said in [
        "Acme EOOD",
        "dpo@acme.example",
        "Payroll Ltd",
        "P10Y",
        "CPDP",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let mut moved = data::organization();
    moved["controller"]["name"] = json!("Acme <b>Neu</b> EOOD");
    let _ = officer.put("/v1/organization", &moved).expect(200);
    let _ = officer.put(&path, &data::notice()).expect(200);
    assert_eq!(officer.all(&format!("{path}/versions")).len(), 2);
    let page = officer.get(&format!("{path}?format=html")).expect(200);
    assert!(
        page.header("content-type")
            .is_some_and(|it| it.starts_with("text/html"))
    );
    assert!(page.text().contains("Acme &lt;b&gt;Neu&lt;/b&gt; EOOD"));
    assert!(!page.text().contains("<b>"));
}

#[test]
fn c5_a_notice_for_data_from_elsewhere_follows_article_14() {
    let lethe = Lethe::running();
    let tenant = company(&lethe);
    let officer = tenant.privacy_officer();
    let mut record = data::processing_record();
    record["source"] = json!("a former employer");
    write(&officer, &record);
    let wanted = json!({"title": "Applicants", "origin": "elsewhere"});
    let notice = officer.post("/v1/notices", &wanted).expect(201);
    let path = format!("/v1/notices/{}", notice.text_at("/id"));
    let text = officer.get(&path).expect(200).text();
    for said in [
        "14(1)(d)",
        "14(2)(f)",
        "a former employer",
        "special categories",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[test]
fn c5_a_notice_of_nobody_is_refused() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let officer = tenant.privacy_officer();
    let problem = officer.post("/v1/notices", &data::notice()).problem(409);
    assert_eq!(problem["code"], "incomplete");
}

#[test]
fn c8_c10_the_organization_names_its_officer_and_its_processors_and_who_cannot_be_reached_is_refused()
 {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let officer = tenant.privacy_officer();
    let nothing = officer.get("/v1/organization").expect(200).json();
    assert!(nothing["organization"].is_null());
    let mut organization = data::organization();
    organization["processing_agreements"] = json!([{
        "processor": {"name": "Cloud GmbH", "email": "privacy@cloud.example"},
        "subject_matter": "hosting", "concluded_on": "2026-01-15",
        "transfers": ["United States: standard contractual clauses"],
    }]);
    let kept = officer
        .put("/v1/organization", &organization)
        .expect(200)
        .json();
    assert_eq!(kept["organization"], organization);
    organization["data_protection_officer"] = json!({"name": "D. Officer"});
    let problem = officer.put("/v1/organization", &organization).problem(422);
    assert_eq!(problem["errors"][0]["pointer"], "/data_protection_officer");
    let kept = officer.get("/v1/organization").expect(200).json();
    assert_eq!(kept["version"], 1);
}
