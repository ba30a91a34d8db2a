//! The demo tenant: a company with invented people, what it keeps about them, and how it forgets.
//!
//! Everything comes from fixed seeds, so that each run has the same people. Addresses on the network are
//! those reserved for examples (RFC 2606, 3849 and 5737), telephone numbers those reserved for film.

mod company;
mod names;
mod people;
mod work;

use anyhow::{Context, Result};
use serde_json::Value;

/// The plugins that the demo's rules use, and its formats of files, by the names of their folders and what
/// they call themselves.
pub(crate) const PLUGINS: [(&str, &str); 10] = [
    ("redact", "redact"),
    ("timesheet-coarsen", "timesheet-coarsen"),
    ("export-csv", "csv"),
    ("export-html", "html"),
    ("export-json", "json"),
    ("export-json-ld", "json-ld"),
    ("export-ndjson", "ndjson"),
    ("export-parquet", "parquet"),
    ("export-xml", "xml"),
    ("retain", "retain"),
];

/// A collection with its records.
pub(crate) struct Filled {
    pub(crate) name: &'static str,
    pub(crate) declaration: &'static str,
    pub(crate) records: Vec<Value>,
}

/// What the demo tenant keeps, people first: the other records refer to them.
pub(crate) fn collections() -> Result<Vec<Filled>> {
    let people = people::people(3_000);
    let travel = work::travel(2_000, &people)?;
    let tasks = work::tasks(4_000, &people);
    let timesheets = work::timesheets(30_000, &people)?;
    let filled = |name, declaration, records| Filled {
        name,
        declaration,
        records,
    };
    Ok(vec![
        filled(
            "people",
            include_str!("../../demo/people.json"),
            people.into_iter().map(|person| person.record).collect(),
        ),
        filled("tasks", include_str!("../../demo/tasks.json"), tasks),
        filled(
            "timesheets",
            include_str!("../../demo/timesheets.json"),
            timesheets,
        ),
        filled("travel", include_str!("../../demo/travel.json"), travel),
    ])
}

/// The e-mail address of somebody to try things out on, who has records in every collection.
pub(crate) fn somebody(collections: &[Filled]) -> Result<String> {
    let of = |name: &str| collections.iter().find(|filled| filled.name == name);
    let travel = of("travel").and_then(|filled| filled.records.first());
    let traveller = travel.and_then(|record| record.get("employee_no"));
    let people = of("people").map_or(&[][..], |filled| &filled.records);
    let person = people
        .iter()
        .find(|person| person.get("employee_no") == traveller);
    let email = person
        .and_then(|person| person.get("email"))
        .and_then(Value::as_str);
    email
        .map(str::to_owned)
        .context("the demo has nobody who travelled")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{collections, somebody};

    #[test]
    fn the_demo_is_the_same_each_time() {
        let (one, two) = (collections().unwrap(), collections().unwrap());
        for (one, two) in one.iter().zip(&two) {
            assert_eq!(one.records, two.records);
        }
    }

    #[test]
    fn the_demo_has_what_it_promises() {
        let counts: Vec<_> = collections()
            .unwrap()
            .iter()
            .map(|filled| filled.records.len())
            .collect();
        assert_eq!(counts, [3_000, 4_000, 30_000, 2_000]);
    }

    #[test]
    fn look_up_fields_are_unique() {
        let people = collections().unwrap().swap_remove(0).records;
        for field in ["employee_no", "email"] {
            let values: BTreeSet<_> = people
                .iter()
                .map(|person| person[field].as_str().unwrap().to_lowercase())
                .collect();
            assert_eq!(values.len(), people.len(), "{field}");
        }
    }

    #[test]
    fn somebody_has_records_in_every_collection() {
        let collections = collections().unwrap();
        let email = somebody(&collections).unwrap();
        let people = &collections[0].records;
        let number = &people
            .iter()
            .find(|person| person["email"] == *email)
            .unwrap()["employee_no"];
        for (collection, field) in [(1, "assignee"), (2, "employee_no"), (3, "employee_no")] {
            let records = &collections[collection].records;
            assert!(
                records.iter().any(|record| record[field] == *number),
                "{collection}"
            );
        }
    }

    #[test]
    fn every_field_of_a_record_is_declared() {
        for filled in collections().unwrap() {
            let declaration: serde_json::Value = serde_json::from_str(filled.declaration).unwrap();
            let declared: BTreeSet<&str> = declaration["fields"]
                .as_array()
                .unwrap()
                .iter()
                .map(|field| field["name"].as_str().unwrap())
                .collect();
            for record in &filled.records {
                let fields = record.as_object().unwrap();
                assert!(fields.keys().all(|field| declared.contains(field.as_str())));
            }
        }
    }
}
