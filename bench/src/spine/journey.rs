//! The real host with a tenant's data: import, erasures, memory, start.

use std::time::{Duration, Instant};

use tests::{Folder, Host, Tenant, artefacts, data};

use crate::{
    figure,
    memory::{peak_mib, resident_mib},
};

const PEOPLE: usize = 2_000;
const CHUNK: usize = 1_000;
const ERASURES: usize = 100;
const STARTS: usize = 5;

/// Prints import records/s, erasure latencies, memory, and the time of a start with a warm cache.
pub(crate) fn run() -> anyhow::Result<()> {
    let folder = Folder::warm();
    let host = Host::start(&folder);
    figure::print("memory_at_rest", resident_mib(host.id())?, "MiB");
    let tenant = Tenant::create(&folder, host.url())
        .with_plugin(&artefacts::plugin("redact"))
        .with_collection(&data::people())
        .with_collection(&data::tasks())
        .with_collection(&data::timesheets(&data::redact()))
        .with_collection(&data::travel());
    let people = data::some_people(1, PEOPLE);
    let work = data::some_work(2, &people, 10);
    let rows: Vec<_> = people.iter().map(|person| person.row.clone()).collect();
    let started = Instant::now();
    let mut records = 0;
    for (collection, rows) in [
        ("people", rows),
        ("timesheets", work.timesheets),
        ("tasks", work.tasks),
    ] {
        for chunk in rows.chunks(CHUNK) {
            let _imported = tenant.import(collection, chunk).expect(200);
            records += chunk.len();
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a count far below 2^52")]
    figure::print(
        "import",
        records as f64 / started.elapsed().as_secs_f64(),
        "records/s",
    );

    let mut samples = Vec::new();
    for person in people.iter().take(ERASURES) {
        let request = tenant.request("erasure", &tenant.subject(person));
        let started = Instant::now();
        let _erased = tenant.execute(&request).expect(200);
        samples.push(started.elapsed());
    }
    figure::print(
        "erasure_p50",
        figure::percentile_ms(&mut samples, 0.5),
        "ms",
    );
    figure::print(
        "erasure_p95",
        figure::percentile_ms(&mut samples, 0.95),
        "ms",
    );
    figure::print("memory_under_load", peak_mib(host.id())?, "MiB");
    host.stop();

    let mut starts: Vec<Duration> = (0..STARTS)
        .map(|_| {
            let started = Instant::now();
            let host = Host::start(&folder);
            let took = started.elapsed();
            host.stop();
            took
        })
        .collect();
    figure::print(
        "start_warm_p50",
        figure::percentile_ms(&mut starts, 0.5),
        "ms",
    );
    Ok(())
}
