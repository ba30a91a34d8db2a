//! Power fails at random moments of sweeps; nothing that is due stays, nothing else goes, and nothing
//! is counted twice.

use std::time::Duration;

use fastrand::Rng;
use serde_json::{Value, json};
use tests::retention::{finished, policy, start};
use tests::{Client, Folder, Host, Tenant, data};

use super::crash::seed;

const CYCLES: u32 = 50;
/// Trips that a batch of imports brings, and how many of them stay.
const TRIPS: usize = 700;
const STAYING: usize = 10;

#[test]
fn fifty_power_cuts_in_sweeps_lose_double_and_halve_nothing() {
    let seed = seed();
    println!("LETHE_SEED={seed}");
    let mut random = Rng::with_seed(seed);
    let folder = Folder::warm();
    let begin = || Host::start_with(&folder, &["--jobs-every", "1"]);
    let mut host = begin();
    let people = data::some_people(seed, 20);
    let mut tenant = Tenant::create(&folder, host.url())
        .with_people(&people)
        .with_collection(&data::travel());
    policy(
        &tenant,
        &json!({
            "name": "Old trips", "collection": "travel", "then": "erase",
            "retention": {"keep_for": "P1Y", "from": {"field": "left_on"}},
        }),
    );
    let (mut sweeps, mut due, mut staying) = (Vec::new(), 0, 0);
    for cycle in 0..CYCLES {
        if cycle % 8 == 0 {
            let trips = (0..TRIPS).map(|nth| {
                let day = if nth < STAYING {
                    "2999-01-01"
                } else {
                    "2015-06-06"
                };
                let person = &people[nth % people.len()];
                json!({"employee_no": person.number, "left_on": day, "fare": nth})
            });
            tenant = tenant.with_rows("travel", &trips.collect::<Vec<Value>>());
            due += TRIPS - STAYING;
            staying += STAYING;
        }
        sweeps.push(start(&tenant, false));
        std::thread::sleep(Duration::from_millis(random.u64(3..1_500)));
        host.kill();
        host = begin();
        tenant = tenant.at(host.url());
        let there = tenant.records("travel");
        let kept = there
            .iter()
            .filter(|trip| trip["fields"]["left_on"] == "2999-01-01");
        assert_eq!(kept.count(), staying, "cycle {cycle}: what is not due went");
    }
    sweeps.push(start(&tenant, false));
    let erased: u64 = sweeps
        .iter()
        .map(|sweep| finished(&tenant, sweep)["collections"]["travel"]["erased"].as_u64())
        .map(Option::unwrap_or_default)
        .sum();
    assert_eq!(usize::try_from(erased), Ok(due), "erased once each");
    assert_eq!(
        tenant.records("travel").len(),
        staying,
        "what was due is still there"
    );
    let told = tenant.audit().into_iter();
    let told = told.filter(|event| event["action"] == "retention-sweep.disposed");
    let told: u64 = told
        .filter_map(|event| event["counts"]["erased"].as_u64())
        .sum();
    assert_eq!(told, erased, "the evidence tells otherwise");
    host.stop();
}

#[test]
fn jobs_are_run_by_who_knows_the_token_and_nobody_else() {
    const TOKEN: &str = "jobs-0123456789abcdef-0123456789abcdef";
    let folder = Folder::warm();
    let given = format!("jobs_token={TOKEN}");
    let host = Host::start_with(&folder, &["--jobs-every", "0", "--variable", &given]);
    let tenant = Tenant::create(&folder, host.url());
    let nobody = Client::new(host.url());
    let run = "/internal/jobs/run";
    for caller in [
        nobody.clone(),
        nobody.with_token("guess"),
        tenant.administrator(),
    ] {
        let _ = caller.act(run).problem(401);
    }
    let sweep = start(&tenant, true);
    let path = format!("/v1/retention/sweeps/{sweep}");
    std::thread::sleep(Duration::from_millis(1_500));
    assert_eq!(
        tenant.auditor().get(&path).expect(200).text_at("/state"),
        "waiting"
    );
    let worked = nobody.with_token(TOKEN).act(run).expect(200).json();
    assert_eq!(worked, json!({"ended": 1, "more": false}));
    assert_eq!(
        tenant.auditor().get(&path).expect(200).text_at("/state"),
        "completed"
    );
    drop(host);
    let host = Host::start_with(&folder, &["--jobs-every", "0"]);
    let _ = Client::new(host.url())
        .with_token(TOKEN)
        .act(run)
        .problem(404);
}
