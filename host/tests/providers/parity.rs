//! Whoever runs a plugin gets the same: output, fuel, receipt, or the same error.

use running_providers::Rows as Cells;
use running_providers::sandbox::wit::{Column, DataClass, Date, Table};

use crate::exports::{written_by_providers, written_natively};
use crate::plugins::{Outcome, Trial, built, by_providers, natively};

const ROWS: i32 = 300;

/// Every type, with values that are there, absent and odd.
fn people() -> Table {
    fn column(name: &str, class: DataClass, cells: &Cells) -> Column {
        Column::pack(name, class, cells)
    }
    fn small<T: TryFrom<i32>>(number: i32) -> T {
        T::try_from(number).unwrap_or_else(|_| panic!("{number} is too large"))
    }
    fn each<T>(value: impl Fn(i32) -> T) -> Vec<Option<T>> {
        (0..ROWS)
            .map(|row| (row % 7 != 3).then(|| value(row)))
            .collect()
    }
    let name = |row: i32| format!("Zoë Ångström-{row} 李 {}", "x".repeat(small(row % 40)));
    let address = |row| match row % 3 {
        0 => format!("person{row}@mail.example"),
        1 => format!("192.0.2.{row}"),
        _ => format!("2001:db8::{row:x}"),
    };
    let day = |row: i32| Date {
        year: small(1900 + row % 200),
        month: small(row % 12 + 1),
        day: small(row % 28 + 1),
    };
    let pay = |row| i64::from(row) * 7919 - 4000;
    let score = |row| f64::from(row) / 7.0;
    let union = |row| row % 2 == 0;
    let seen = |row| i64::from(row) * 86_399_999;
    let scan = |row: i32| vec![small(row % 256); 9];
    Table {
        columns: vec![
            column("name", DataClass::Identifier, &Cells::Text(each(name))),
            column("contact", DataClass::Contact, &Cells::Text(each(address))),
            column("born", DataClass::QuasiIdentifier, &Cells::Date(each(day))),
            column("pay", DataClass::Sensitive, &Cells::Integer(each(pay))),
            column("score", DataClass::Sensitive, &Cells::Number(each(score))),
            column("union", DataClass::Special, &Cells::Boolean(each(union))),
            column("seen", DataClass::FreeText, &Cells::Timestamp(each(seen))),
            column("scan", DataClass::None, &Cells::Bytes(each(scan))),
        ],
    }
}

/// Some of them: text alone, for plugins that take nothing else.
fn names() -> Table {
    let mut table = people();
    table.columns.truncate(2);
    table
}

fn days() -> Table {
    let mut table = people();
    table.columns.retain(|column| column.name == "born");
    table
}

fn pay() -> Table {
    let mut table = people();
    table
        .columns
        .retain(|column| ["pay", "score"].contains(&&*column.name));
    table
}

/// The two columns that the misbehaving plugins expect.
fn reviews() -> Table {
    let column = |name: &str| {
        let cells = Cells::Text((0..3).map(|nth| Some(format!("{name} {nth}"))).collect());
        Column::pack(name, DataClass::FreeText, &cells)
    };
    Table {
        columns: vec![column("praise"), column("blame")],
    }
}

fn trial(table: fn() -> Table, parameters: &[&str]) -> Trial {
    Trial {
        parameters: parameters.iter().map(|text| (*text).to_owned()).collect(),
        table,
    }
}

#[track_caller]
fn same(name: &str, component: &[u8], trial: &Trial) -> Outcome {
    let (ours, theirs) = (natively(component, trial), by_providers(component, trial));
    assert_eq!(ours, theirs, "{name}");
    ours
}

#[test]
fn every_plugin_of_the_tree_runs_alike() {
    let text = [
        r#"{"operator":"redact"}"#,
        r#"{"operator":"mask","keep_start":1,"keep_end":2}"#,
        r#"{"operator":"replace","with":"n/a"}"#,
        r#"{"operator":"truncate-ip"}"#,
        r#"{"operator":"partial-email"}"#,
        r#"{"operator":"hash"}"#,
        r#"{"operator":"unheard-of"}"#,
        "{}",
        "not json",
    ];
    let generalize = [
        r#"{"operator":"generalize","to":"month"}"#,
        r#"{"operator":"redact"}"#,
    ];
    let bucket = [r#"{"operator":"generalize","bucket":250.5}"#];
    let codes = ["{}", r#"{"codes":{"onboarding":"ONB"}}"#];
    let trials = [
        ("redact", trial(names, &text)),
        ("redact", trial(people, &text)),
        ("redact", trial(days, &generalize)),
        ("redact", trial(pay, &bucket)),
        ("template", trial(names, &["{}"])),
        ("template", trial(people, &["{}"])),
        ("timesheet-coarsen", trial(names, &codes)),
        ("timesheet-coarsen", trial(people, &codes)),
    ];
    let mut good = 0;
    for (name, trial) in &trials {
        let Outcome::Ran { runs, .. } = same(name, &built(name), trial) else {
            panic!("{name} is a plugin");
        };
        good += runs.iter().filter(|run| run.is_ok()).count();
    }
    assert!(good >= 10, "only {good} runs gave an output");
}

#[test]
fn every_misbehaving_plugin_is_stopped_alike() {
    let names = tests::hostile::names();
    assert!(names.len() > 25, "{names:?}");
    let trial = trial(reviews, &["{}"]);
    for name in names {
        same(&name, &tests::hostile::build(&name).component, &trial);
    }
}

#[test]
fn every_upload_that_is_no_plugin_is_refused_alike() {
    let redact = built("redact");
    let mut uploads = vec![
        b"".to_vec(),
        b"PK\x03\x04".to_vec(),
        b"(component)".to_vec(),
        b"\x7fELF".to_vec(),
        vec![0; 3 << 20],
    ];
    uploads.extend((1..8).map(|eighth| redact[..redact.len() * eighth / 8].to_vec()));
    let anonymizer = r#"(export "lethe:plugin/anonymizer@0.1.0" (instance $i))"#;
    for text in [
        format!("(component (component $c) (instance $i (instantiate $c)) {anonymizer})"),
        format!(
            "(component (core module (memory i64 1)) (component $c) (instance $i (instantiate $c)) {anonymizer})"
        ),
        format!("(component (core module {}))", "(func)".repeat(30_000)),
        "(component (import \"wasi:random/random@0.2.6\" (instance)))".to_owned(),
    ] {
        uploads.push(wat::parse_str(text).unwrap());
    }
    for (index, upload) in uploads.iter().enumerate() {
        let trial = trial(reviews, &[]);
        let outcome = same(&format!("upload {index}"), upload, &trial);
        assert!(
            matches!(outcome, Outcome::Refused(_)),
            "upload {index}: {outcome:?}"
        );
    }
}

#[test]
fn every_exporter_of_the_tree_writes_alike() {
    for name in [
        "export-csv",
        "export-html",
        "export-json",
        "export-json-ld",
        "export-ndjson",
        "export-parquet",
        "export-xml",
    ] {
        let component = built(name);
        let tables = [("people", people()), ("people", people()), ("pay", pay())];
        let (ours, theirs) = (
            written_natively(&component, &tables),
            written_by_providers(&component, &tables),
        );
        assert!(ours.0.len() > 10_000, "{name}");
        assert_eq!(ours, theirs, "{name}");
    }
}
