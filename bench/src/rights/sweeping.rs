//! A sweep over records that have fallen due.

use std::time::Instant;

use serde_json::{Value, json};
use tests::{Folder, Host, Tenant, data, retention};

use super::plain::Plain;
use crate::figure;

const PEOPLE: usize = 200;
const CHUNK: usize = 1_000;
/// Records that a sweep takes in one transaction.
const BATCH: usize = 500;

/// Prints records/s of a sweep, and its ratio to plain SQL that deletes as many as durably.
pub(super) fn run(records: usize) -> anyhow::Result<()> {
    let folder = Folder::warm();
    let host = Host::start_with(&folder, &["--jobs-every", "1"]);
    let people = data::some_people(1, PEOPLE);
    let mut tenant = Tenant::create(&folder, host.url())
        .with_people(&people)
        .with_collection(&data::travel());
    let trips = people.iter().cycle().map(|person| {
        json!({"employee_no": person.number, "destination": "Utrecht",
               "left_on": "2015-06-06", "fare": 12.5})
    });
    // As many again for plain SQL, which no policy reaches.
    let mut others = data::travel();
    if let Some(name) = others.get_mut("name") {
        *name = json!("other-travel");
    }
    tenant = tenant.with_collection(&others);
    let trips: Vec<Value> = trips.take(records).collect();
    for some in trips.chunks(CHUNK) {
        tenant = tenant
            .with_rows("travel", some)
            .with_rows("other-travel", some);
    }
    retention::policy(
        &tenant,
        &json!({
            "name": "Old trips", "collection": "travel", "then": "erase",
            "retention": {"keep_for": "P1Y", "from": {"field": "left_on"}},
        }),
    );
    let started = Instant::now();
    let swept = retention::sweep(&tenant, false);
    let ours = rate(records, started);
    anyhow::ensure!(
        tenant.records("travel").is_empty(),
        "not all was swept: {swept}"
    );
    host.stop();

    let mut plain = Plain::open(&folder)?;
    let batch = format!(
        "DELETE FROM record WHERE (tenant_id, collection, record_id) IN \
         (SELECT tenant_id, collection, record_id FROM record WHERE collection = $1 LIMIT {BATCH})"
    );
    let started = Instant::now();
    while plain.change(&[&batch], "other-travel")? > 0 {}
    figure::print("sweep", ours, "records/s");
    figure::ratio(
        "sweep_vs_plain_sql",
        ours,
        rate(records, started),
        "records/s",
    );
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a count far below 2^52")]
fn rate(records: usize, started: Instant) -> f64 {
    records as f64 / started.elapsed().as_secs_f64()
}
