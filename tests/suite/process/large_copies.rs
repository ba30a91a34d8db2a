//! A copy that is larger than what is held of it in memory is sent while it is made (Art. 15, 20 GDPR).

use http::Method;
use serde_json::{Value, json};
use tests::{Folder, Host, Tenant, artefacts, data};

use super::sqlite;

const TRIPS: usize = 1_500;

/// A tenant whose first person has made many trips, and an access request of that person that was carried out.
fn answered(folder: &Folder, host: &Host) -> (Tenant, String) {
    let people = data::some_people(91, 2);
    let trips = (0..TRIPS).map(|nth| {
        let destination = format!("{nth} {}", "far ".repeat(1_000));
        json!({"employee_no": people[0].number, "destination": destination,
               "left_on": "2026-01-02", "fare": nth})
    });
    let trips: Vec<Value> = trips.collect();
    let mut tenant = Tenant::create(folder, host.url())
        .with_plugin(&artefacts::plugin("export-ndjson"))
        .with_people(&people)
        .with_collection(&data::travel());
    for some in trips.chunks(200) {
        tenant = tenant.with_rows("travel", some);
    }
    let request = tenant.request("access", &tenant.subject(&people[0]));
    let _ = tenant.execute(&request).expect(200);
    (tenant, format!("/v1/requests/{request}/answer"))
}

/// Alters the trip that was made last, as nobody but an attacker or a broken disk would.
fn alter_the_last_trip(folder: &Folder) {
    let altered = sqlite::run(
        folder,
        "UPDATE record SET sealed = CAST(substr(sealed, 1, length(sealed) - 1) || x'00' AS BLOB) \
         WHERE collection = 'travel' AND record_id = \
         (SELECT max(record_id) FROM record WHERE collection = 'travel')",
    );
    assert_eq!(altered, 1);
}

#[test]
fn r1_a_copy_that_is_sent_while_it_is_made_is_whole() {
    let folder = Folder::warm();
    let host = Host::start(&folder);
    let (tenant, path) = answered(&folder, &host);
    let officer = tenant.privacy_officer();
    let copy = officer.get(&path).expect(200);
    assert_eq!(copy.header("content-length"), None, "it is sent in pieces");
    let copy = copy.json();
    let travel = copy["collections"].as_array().expect("collections").iter();
    let travel = travel
        .filter(|it| it["collection"] == "travel")
        .collect::<Vec<_>>();
    assert_eq!(travel.len(), 1);
    let records = travel[0]["records"].as_array().expect("records");
    assert_eq!(records.len(), TRIPS);
    for (nth, record) in records.iter().enumerate() {
        let begins = format!("{nth} far ");
        let destination = record["destination"].as_str().unwrap_or_default();
        assert!(
            destination.starts_with(&begins),
            "not in the order of the import"
        );
    }
    let file = officer.get(&format!("{path}?format=ndjson")).expect(200);
    assert_eq!(file.header("content-length"), None);
    let lines = file.text();
    assert_eq!(lines.lines().count(), TRIPS + 1);
    for line in lines.lines() {
        let _: Value = serde_json::from_str(line).expect("a line of JSON");
    }
    host.stop();
}

#[test]
fn r1_a_copy_that_fails_while_it_is_sent_breaks_off() {
    let folder = Folder::with_file();
    let host = Host::start(&folder);
    let (tenant, path) = answered(&folder, &host);
    host.stop();
    alter_the_last_trip(&folder);
    let host = Host::start(&folder);
    let officer = tenant.at(host.url()).privacy_officer();
    for format in ["", "?format=ndjson"] {
        let copy = officer.attempt(&Method::GET, &format!("{path}{format}"), &[], None);
        assert!(
            copy.is_err(),
            "{format}: it seems to be whole: {}",
            copy.unwrap().body.len()
        );
    }
    host.stop();
}
