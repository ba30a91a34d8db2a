//! A tenant whose plugin loops, in eight calls at a time, beside one that works: what the other notices, and what the host holds.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::json;
use tests::{Folder, Host, Tenant, artefacts, data, hostile};

use super::calls::samples;
use crate::{
    figure,
    memory::{peak_mib, resident_mib},
};

/// Calls that loop at a time.
const LOOPS: usize = 8;
/// Calls of the neighbour that are measured with and without them.
const CALLS: usize = 300;

/// Prints the ratio of the neighbour's p99, and by how much the host's memory grew.
pub(crate) fn run() -> anyhow::Result<()> {
    let folder = Folder::warm();
    let host = Host::start(&folder);
    let people = data::some_people(9, LOOPS);
    let good = Tenant::create(&folder, host.url())
        .with_plugin(&artefacts::plugin("export-csv"))
        .with_people(&people);
    let first = people.first().context("people")?;
    let request = good.request("access", &good.subject(first));
    let _ = good.execute(&request).expect(200);
    let officer = good.privacy_officer();
    let path = format!("/v1/requests/{request}/answer?format=csv");
    let neighbour = || {
        samples(CALLS, || {
            let _ = officer.get(&path).expect(200);
            Ok::<(), anyhow::Error>(())
        })
    };
    neighbour()?;
    let mut alone = neighbour()?;

    let requests = looping(&folder, &host, &people);
    let before = resident_mib(host.id())?;
    let is_over = AtomicBool::new(false);
    let mut beside = thread::scope(|scope| {
        for (tenant, request) in &requests {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    let _ = tenant.execute(request).problem(422);
                }
            });
        }
        thread::sleep(Duration::from_millis(500));
        let measured = neighbour();
        is_over.store(true, Ordering::Relaxed);
        measured
    })?;
    let [alone, beside] = [&mut alone, &mut beside].map(|took| figure::percentile_ms(took, 0.99));
    figure::ratio("neighbour_p99_beside_loops_vs_alone", beside, alone, "ms");
    figure::print(
        "memory_grown_by_loops",
        peak_mib(host.id())? - before,
        "MiB",
    );
    host.stop();
    Ok(())
}

/// A tenant whose rule loops, and a request of each person that cannot be carried out.
fn looping(folder: &Folder, host: &Host, people: &[data::Person]) -> Vec<(Tenant, String)> {
    let rule = json!({"plugin": "loops", "parameters": {}});
    let work = data::some_work(10, people, 2);
    let tenant = Tenant::create(folder, host.url())
        .with_plugin(&hostile::build("loops").component)
        .with_people(people)
        .with_collection(&data::timesheets(&rule))
        .with_rows("timesheets", &work.timesheets);
    let settings = json!({"time_zone": "Etc/UTC", "member_state": null, "plugins": {
        "allow_unsigned": true, "suspend_after": 1_000}});
    let administrator = tenant.administrator();
    let _ = administrator.put("/v1/settings", &settings).expect(200);
    let request = |person| tenant.request("erasure", &tenant.subject(person));
    people
        .iter()
        .map(|person| (tenant.clone(), request(person)))
        .collect()
}
