//! A tenant leaves: with everything, after which nothing is left (rows T3, T4 and R8).

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tests::archive::Archive;
use tests::data::{self, Person};
use tests::{Lethe, Role, Tenant, artefacts, offboarding, retention};

/// A tenant that has used everything it can.
fn a_company(lethe: &Lethe) -> (Tenant, Vec<Person>) {
    let people = data::some_people(61, 5);
    let work = data::some_work(62, &people, 3);
    let tenant = lethe
        .a_tenant()
        .with_plugin(&artefacts::plugin("redact"))
        .with_people(&people)
        .with_collection(&data::travel())
        .with_rows("travel", &work.travel);
    let officer = tenant.privacy_officer();
    let subject = tenant.subject(&people[0]);
    let _ = officer
        .put("/v1/organization", &data::organization())
        .expect(200);
    tenant.with_purpose("newsletter");
    let yes = json!({"purpose": "newsletter", "event": "give", "method": "web-form",
                     "policy_version": 1, "evidence": "form 4711"});
    let path = format!("/v1/subjects/{subject}/consents");
    let _ = officer.post(&path, &yes).expect(201);
    let restriction = tenant.restrict(&subject, &[]);
    let told = json!({"text": "told by letter 12"});
    let path = format!("/v1/restrictions/{restriction}/notice");
    let _ = officer.post(&path, &told).expect(200);
    let _ = retention::hold(
        &tenant,
        &json!({"subject_id": subject, "ground": "legal-claims", "reference": "4 O 12/26",
                "reason": "it is needed in court"}),
    );
    let refused = tenant.request("erasure", &tenant.subject(&people[1]));
    let path = format!("/v1/requests/{refused}/refusal");
    let why = json!({"reason": "the invoices are open"});
    let _ = officer.post(&path, &why).expect(200);
    (tenant, people)
}

fn only(rows: &[Value], wanted: impl Fn(&Value) -> bool) -> &Value {
    let mut found = rows.iter().filter(|row| wanted(row));
    let first = found.next().unwrap_or_else(|| panic!("none in {rows:?}"));
    assert!(found.next().is_none(), "several in {rows:?}");
    first
}

#[test]
fn t3_everything_is_handed_over_in_the_clear_and_without_keys() {
    let lethe = Lethe::running();
    let (tenant, people) = a_company(&lethe);
    let archive = Archive::fetch(&tenant);
    assert_eq!(archive.manifest["type"], "lethe:archive:1");
    for collection in ["people", "travel"] {
        let records = archive.rows(&format!("records/{collection}"));
        let shown: BTreeMap<String, Value> = tenant
            .records(collection)
            .into_iter()
            .map(|record| (record["record_id"].to_string(), record["fields"].clone()))
            .collect();
        // Those of the restricted subject are handed back, and shown to nobody.
        assert!(records.len() > shown.len(), "{}", records.len());
        for record in &records {
            if let Some(fields) = shown.get(&record["record_id"].to_string()) {
                assert_eq!(&record["fields"], fields);
            }
        }
    }
    for person in &people {
        let records = archive.rows("records/people");
        let found = only(&records, |it| {
            it["fields"]["employee_no"] == json!(person.number)
        });
        assert_eq!(found["fields"]["email"], person.row["email"]);
        assert_eq!(
            found["fields"]["rating"], person.row["rating"],
            "omitted from copies only"
        );
    }
    let opened = [
        ("consent_event", "evidence", json!("form 4711")),
        ("restriction", "notice", json!("told by letter 12")),
        ("legal_hold", "reason", json!("it is needed in court")),
    ];
    for (table, field, wanted) in opened {
        let rows = archive.rows(&format!("tables/{table}"));
        assert_eq!(rows.len(), 1, "{rows:?}");
        assert_eq!(rows[0][field], wanted, "{rows:?}");
    }
    let steps = archive.rows("tables/request_step");
    let refused = only(&steps, |step| step["event"] == "refuse");
    assert_eq!(refused["note"], "the invoices are open");
    let documents = archive.rows("tables/document");
    let organization = only(&documents, |it| it["kind"] == "organization");
    assert_eq!(
        organization["content"]["name"],
        data::organization()["name"]
    );
    let plugin = archive.files.iter();
    let plugin = plugin.filter(|(name, _)| name.starts_with("plugins/"));
    let plugin: Vec<_> = plugin.map(|(_, bytes)| bytes.clone()).collect();
    assert_eq!(plugin, [artefacts::plugin("redact")]);

    let readme = String::from_utf8_lossy(&archive.files["README.txt"]).into_owned();
    let mut tables: Vec<&str> = archive
        .files
        .keys()
        .filter_map(|name| name.strip_prefix("tables/")?.split('/').next())
        .collect();
    tables.dedup();
    assert!(tables.len() > 15, "{tables:?}");
    for table in tables {
        assert!(
            readme.contains(&format!("\n{table}\n")),
            "{table} is not explained"
        );
    }
    for name in archive.files.keys() {
        let secret = ["tenant_key", "subject_key", "blind_index", "idempotency"];
        assert!(!secret.iter().any(|table| name.contains(table)), "{name}");
    }
    let tokens = archive.rows("tables/token");
    assert!(tokens.iter().all(|token| token.get("token_hash").is_none()));
}

#[test]
fn t3_the_records_of_an_archive_can_be_sent_to_another_tenant_as_they_are() {
    let lethe = Lethe::running();
    let (tenant, _) = a_company(&lethe);
    let archive = Archive::fetch(&tenant);
    let mut other = lethe.a_tenant();
    let declared = archive.rows("tables/collection");
    for name in ["people", "travel"] {
        let declaration = only(&declared, |it| it["name"] == name);
        let records = archive.rows(&format!("records/{name}"));
        let rows: Vec<Value> = records.iter().map(|it| it["fields"].clone()).collect();
        other = other
            .with_collection(&declaration["declaration"])
            .with_rows(name, &rows);
    }
    let again = Archive::fetch(&other);
    for name in ["people", "travel"] {
        let fields = |archive: &Archive| {
            let rows = archive.rows(&format!("records/{name}")).into_iter();
            let mut texts: Vec<String> = rows.map(|row| row["fields"].to_string()).collect();
            texts.sort();
            texts
        };
        assert_eq!(fields(&archive), fields(&again), "{name}");
    }
}

#[test]
fn t3_what_is_larger_than_a_part_comes_in_parts_and_each_can_be_fetched_again() {
    let lethe = Lethe::running();
    let people = data::some_people(63, 1);
    let mut tenant = lethe
        .a_tenant()
        .with_people(&people)
        .with_collection(&data::travel());
    let long = "x".repeat(20_000);
    for batch in 0..3 {
        let rows: Vec<Value> = (0..200)
            .map(|nth| {
                json!({"employee_no": people[0].number, "left_on": "2026-01-01",
                       "fare": batch * 200 + nth, "destination": long})
            })
            .collect();
        tenant = tenant.with_rows("travel", &rows);
    }
    let archive = Archive::fetch(&tenant);
    assert!(archive.parts > 1, "{} part", archive.parts);
    let rows = archive.rows("records/travel");
    let mut fares: Vec<i64> = rows
        .iter()
        .filter_map(|row| row["fields"]["fare"].as_f64())
        .map(|fare| {
            #[expect(clippy::cast_possible_truncation, reason = "a small whole number")]
            let fare = fare as i64;
            fare
        })
        .collect();
    fares.sort_unstable();
    assert_eq!(fares, (0..600).collect::<Vec<_>>());

    let administrator = tenant.administrator();
    let first = administrator.get("/v1/archive").expect(200);
    let next = first.header("lethe-next").expect("another part").to_owned();
    let path = format!("/v1/archive?after={next}");
    let one = administrator.get(&path).expect(200);
    let other = administrator.get(&path).expect(200);
    // The log has a line more by then.
    let difference = one.body.len().abs_diff(other.body.len());
    assert!(difference < 8_192, "{difference} bytes");
    let _ = administrator.get("/v1/archive?after=nothing").problem(400);
    // A delivery of one tenant is none of another.
    let stranger = lethe.a_tenant().administrator();
    let _ = stranger.get(&path).problem(404);
}

#[test]
fn t4_notice_has_its_dates_and_can_be_taken_back() {
    let lethe = Lethe::running();
    let (tenant, _) = a_company(&lethe);
    let administrator = tenant.administrator();
    let _ = administrator.get("/v1/offboarding").problem(404);
    let wrong = json!({"confirm": "another", "ends_on": "2001-01-01"});
    let problem = administrator.post("/v1/offboarding", &wrong).problem(422);
    assert_eq!(problem["errors"][0]["pointer"], "/confirm");
    let wrong = json!({"confirm": tenant.name, "ends_on": "2001-01-01", "retrieval_days": 29});
    let problem = administrator.post("/v1/offboarding", &wrong).problem(422);
    assert_eq!(
        problem["errors"].as_array().map(Vec::len),
        Some(2),
        "{problem}"
    );

    let right = json!({"confirm": tenant.name, "retrieval_days": 45});
    let given = administrator.post("/v1/offboarding", &right).expect(201);
    let given = given.json();
    assert_eq!(given["state"], "noticed");
    let day = |name: &str| {
        let text = given["notice"][name].as_str().expect("a day");
        text.parse::<jiff::civil::Date>().expect("a day")
    };
    let days = day("ends_on").until(day("retrieval_until")).expect("days");
    assert!((45..=48).contains(&days.get_days()), "{given}");
    let _ = administrator.post("/v1/offboarding", &right).problem(409);

    let demand = json!({"confirm": tenant.name});
    let demanded = administrator.post("/v1/offboarding/deletion", &demand);
    let demanded = demanded.expect(200).json();
    assert_eq!(demanded["state"], "demanded");
    assert!(
        !demanded["notice"]["demand"]["due_on"].is_null(),
        "{demanded}"
    );
    let _ = administrator.act("/v1/offboarding/withdrawal").expect(200);
    let _ = administrator.get("/v1/offboarding").problem(404);
    let _ = administrator
        .post("/v1/offboarding/deletion", &demand)
        .problem(404);
    let told: Vec<_> = tenant
        .audit()
        .into_iter()
        .filter_map(|event| event["action"].as_str().map(str::to_owned))
        .filter(|action| action.starts_with("offboarding."))
        .collect();
    let mut sorted = told.clone();
    sorted.sort();
    let wanted = [
        "offboarding.demanded",
        "offboarding.noticed",
        "offboarding.withdrawn",
    ];
    assert_eq!(sorted, wanted, "{told:?}");
}

#[test]
fn t4_r8_a_tenant_that_demands_it_is_deleted_and_keeps_a_certificate() {
    let lethe = Lethe::running();
    let (tenant, _) = a_company(&lethe);
    let (other, _) = a_company(&lethe);
    let archive = Archive::fetch(&tenant);
    let (people, before) = (tenant.records("people"), other.records("people"));
    assert!(!people.is_empty());
    offboarding::demand(&tenant);
    let shown = offboarding::deleted(&tenant);

    let certificate = &shown["certificate"];
    assert_eq!(certificate["type"], "lethe:certificate-of-deletion:1");
    assert_eq!(certificate["keys_destroyed"]["tenant"], 1, "{certificate}");
    assert_eq!(certificate["rows_deleted"]["tenant_key"], 1);
    let records = archive.rows("records/people").len() + archive.rows("records/travel").len();
    assert_eq!(certificate["rows_deleted"]["record"], json!(records));
    assert_eq!(
        certificate["delivery"]["delivery_id"],
        archive.manifest["delivery_id"]
    );
    // The token that gave notice opens this and nothing else; all others open nothing.
    for role in Role::ALL {
        let client = tenant.with_role(role);
        let _ = client.get("/v1/collections").problem(401);
        let _ = client.get("/v1/archive").problem(401);
        if role != Role::Administrator {
            let _ = client.get("/v1/offboarding").problem(401);
        }
    }
    let _ = tenant.developer().get("/v1/offboarding").problem(401);
    assert_eq!(other.records("people"), before, "others go on");
}
