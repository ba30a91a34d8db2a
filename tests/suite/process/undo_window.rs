//! When an erasure cannot be undone any more it is done, once, whatever happens to the host.

use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::Value;
use tests::{Folder, Host, Tenant, artefacts, data, traces};

use super::crash::seed;
use super::sqlite;

const PEOPLE: usize = 40;
const CYCLES: usize = 20;

/// Lets the time in which erasures can be undone pass, of a host that is not running.
fn let_time_pass(folder: &Folder) {
    let _ = sqlite::run(
        folder,
        "UPDATE job SET due_at_ms = 0 WHERE kind = 'erasure'",
    );
}

fn state(tenant: &Tenant, request: &str) -> Value {
    let path = format!("/v1/requests/{request}");
    tenant.auditor().get(&path).expect(200).json()
}

#[test]
fn r7_erasures_that_cannot_be_undone_any_more_are_done_once_through_twenty_power_cuts() {
    let seed = seed();
    println!("LETHE_SEED={seed}");
    let mut random = Rng::with_seed(seed);
    let folder = Folder::with_file();
    let host = Host::start(&folder);
    let people = data::some_people(seed, PEOPLE);
    let work = data::some_work(seed, &people, 4);
    let tenant = Tenant::create(&folder, host.url())
        .with_plugin(&artefacts::plugin("redact"))
        .with_people(&people)
        .with_collection(&data::travel())
        .with_rows("travel", &work.travel);
    tenant.set("erasure", "undo_days", 1);
    let requests: Vec<(String, Value)> = people
        .iter()
        .map(|person| {
            let request = tenant.request("erasure", &tenant.subject(person));
            let path = format!("/v1/requests/{request}/plan");
            let plan = tenant.privacy_officer().get(&path).expect(200).json();
            let _ = tenant.execute(&request).expect(200);
            (request, plan)
        })
        .collect();
    // One of them changes its mind in time.
    let path = format!("/v1/requests/{}/undo", requests[0].0);
    let _ = tenant.privacy_officer().act(&path).expect(200);
    host.kill();
    let_time_pass(&folder);

    for _ in 0..CYCLES {
        let host = Host::start_with(&folder, &["--jobs-every", "1"]);
        std::thread::sleep(Duration::from_millis(random.u64(5..400)));
        host.kill();
    }
    // A claim lasts as long as a request can: whoever was cut off is taken over afterwards.
    let_time_pass(&folder);
    let host = Host::start_with(&folder, &["--jobs-every", "1"]);
    let tenant = tenant.at(host.url());
    let began = Instant::now();
    let is_open = |request: &str| state(&tenant, request)["state"] == "in-progress";
    while requests.iter().any(|(request, _)| is_open(request)) {
        assert!(began.elapsed() < Duration::from_mins(2), "{}", folder.log());
        std::thread::sleep(Duration::from_millis(200));
    }
    for (request, plan) in &requests[1..] {
        let done = state(&tenant, request);
        assert_eq!(done["state"], "completed", "{done}");
        let did = done["outcome"]["collections"].as_array().unwrap();
        for (planned, did) in plan["collections"].as_array().unwrap().iter().zip(did) {
            for member in ["collection", "records", "outcome"] {
                assert_eq!(planned[member], did[member], "{done}");
            }
        }
        let path = format!("/v1/requests/{request}/certificate");
        let _ = tenant.auditor().get(&path).expect(200);
    }
    let erased = tenant.audit();
    let erased = erased
        .iter()
        .filter(|event| event["action"] == "subject.erased");
    assert_eq!(erased.count(), PEOPLE - 1);
    let email = people[0].row["email"].as_str().unwrap_or_default();
    assert!(tenant.look_up("people", "email", email).is_some());
    host.stop();
    let marks: Vec<String> = people[1..].iter().flat_map(|it| it.marks.clone()).collect();
    let found = traces::find(folder.path(), &marks);
    assert!(
        found.is_empty(),
        "{} traces: {:?}",
        found.len(),
        found.first()
    );
}
