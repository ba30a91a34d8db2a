//! Erasures of people with a hundred linked records each.

use std::time::{Duration, Instant};

use serde_json::Value;
use tests::{Folder, Host, Tenant, artefacts, data};

use super::plain::Plain;
use crate::figure;

const PEOPLE: usize = 60;
const LINKED: usize = 100;
const CHUNK: usize = 1_000;

/// What the erasure of a subject does to the rows, without what it proves.
const STATEMENTS: [&str; 3] = [
    "UPDATE record SET subject_id = NULL, sealed = zeroblob(length(sealed)) WHERE subject_id = $1",
    "DELETE FROM blind_index WHERE subject_id = $1",
    "DELETE FROM subject_key WHERE subject_id = $1",
];

/// Prints the time of an erasure, and its ratio to the same changes in plain SQL.
pub(super) fn run() -> anyhow::Result<()> {
    let folder = Folder::warm();
    let host = Host::start(&folder);
    let people = data::some_people(1, PEOPLE);
    let work = data::some_work(2, &people, LINKED);
    let mut tenant = Tenant::create(&folder, host.url())
        .with_plugin(&artefacts::plugin("redact"))
        .with_people(&people)
        .with_collection(&data::timesheets(&data::redact()));
    let sheets: Vec<Value> = work.timesheets;
    for some in sheets.chunks(CHUNK) {
        tenant = tenant.with_rows("timesheets", some);
    }
    let mut ours = Vec::new();
    for person in people.iter().take(PEOPLE / 2) {
        let request = tenant.request("erasure", &tenant.subject(person));
        let started = Instant::now();
        let _erased = tenant.execute(&request).expect(200);
        ours.push(started.elapsed());
    }
    host.stop();

    let mut plain = Plain::open(&folder)?;
    let mut theirs = Vec::new();
    for subject in plain.texts("SELECT DISTINCT subject_id FROM subject_key")? {
        let started = Instant::now();
        let changed = plain.change(&STATEMENTS, &subject)?;
        // Placeholders have keys as well, and no index.
        if changed > u64::try_from(LINKED)? {
            theirs.push(started.elapsed());
        }
    }
    let p95 = figure::percentile_ms(&mut ours, 0.95);
    let [ours, theirs] =
        [&mut ours, &mut theirs].map(|took: &mut Vec<Duration>| figure::percentile_ms(took, 0.5));
    figure::print("erasure_of_100_records_p50", ours, "ms");
    figure::print("erasure_of_100_records_p95", p95, "ms");
    figure::ratio("plain_sql_vs_erasure", theirs * 1e3, ours * 1e3, "us");
    Ok(())
}
