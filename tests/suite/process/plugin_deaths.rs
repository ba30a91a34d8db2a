//! The host, or who asked, goes away while a plugin runs.

use std::fs;
use std::io::Write as _;
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use serde_json::json;
use tests::tenant::Role;
use tests::{Answer, Folder, Host, Method, Tenant, artefacts, data, hostile};

/// Waits until the host has, or has not, written down that a plugin runs.
fn until_a_plugin_runs(folder: &Folder, runs: bool) {
    let file = folder.data().join("plugins-running");
    let deadline = Instant::now() + Duration::from_mins(1);
    loop {
        let slots = fs::read(&file).expect("the host writes down what runs");
        if slots.iter().any(|byte| *byte != 0) == runs {
            return;
        }
        assert!(Instant::now() < deadline, "no plugin began or ended");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// A tenant with a rule that loops, and as much time for it as a vendor can allow.
fn looping(folder: &Folder, url: &str, people: &[data::Person]) -> Tenant {
    let work = data::some_work(61, people, 2);
    let tenant = Tenant::create(folder, url)
        .with_plugin(&hostile::build("loops").component)
        .with_people(people)
        .with_collection(&data::timesheets(
            &json!({"plugin": "loops", "parameters": {}}),
        ))
        .with_rows("timesheets", &work.timesheets);
    folder.lethe_says(&["tenant", "quota", &tenant.name, "--size", "large"]);
    tenant
}

/// Begins an execution whose answer nobody waits for, and gives the connection once the plugin runs.
fn begun(folder: &Folder, host: &Host, tenant: &Tenant, request: &str) -> TcpStream {
    let mut connection = TcpStream::connect(host.address()).expect("the host listens");
    let token = tenant.token(Role::PrivacyOfficer);
    let call = format!(
        "POST /v1/requests/{request}/execution HTTP/1.1\r\nHost: localhost\r\n\
         Authorization: Bearer {token}\r\nContent-Length: 0\r\n\r\n"
    );
    connection
        .write_all(call.as_bytes())
        .expect("a request can be sent");
    until_a_plugin_runs(folder, true);
    connection
}

fn attempt(tenant: &Tenant, request: &str) -> Answer {
    let path = format!("/v1/requests/{request}/execution");
    tenant
        .privacy_officer()
        .attempt(&Method::POST, &path, &[], None)
        .expect("the host answers")
}

#[test]
fn a_plugin_that_runs_whenever_the_host_dies_runs_no_more_until_the_operator_lets_it() {
    let folder = Folder::warm();
    let people = data::some_people(60, 1);
    let mut host = Host::start(&folder);
    let mut tenant = looping(&folder, host.url(), &people);
    let request = tenant.request("erasure", &tenant.subject(&people[0]));
    for _ in 0..3 {
        let _connection = begun(&folder, &host, &tenant, &request);
        host.kill();
        host = Host::start(&folder);
        tenant = tenant.at(host.url());
    }
    let problem = attempt(&tenant, &request).problem(409);
    assert_eq!(problem["code"], "plugin-quarantined", "{problem}");
    let other = Tenant::create(&folder, host.url())
        .with_plugin(&artefacts::plugin("redact"))
        .with_people(&people);
    let harmless = other.request("erasure", &other.subject(&people[0]));
    let _ = other.execute(&harmless).expect(200);

    let listed = folder.lethe(&["plugin", "quarantine", "--json"]).stdout;
    let listed: serde_json::Value = serde_json::from_slice(&listed).expect("JSON");
    assert_eq!(listed[0]["deaths"], 3, "{listed}");
    assert_eq!(listed[0]["is_quarantined"], true, "{listed}");
    let digest = listed[0]["digest"].as_str().expect("a digest");
    folder.lethe_says(&["plugin", "quarantine", "--lift", digest]);
    let problem = attempt(&tenant, &request).problem(422);
    assert!(
        problem.to_string().contains("the limit fuel"),
        "it loops again: {problem}"
    );
    let again = folder.lethe(&["plugin", "quarantine", "--lift", digest]);
    assert!(!again.status.success(), "there is nothing left to lift");
    host.stop();
}

#[test]
fn a_run_that_nobody_waits_for_any_more_ends_and_gives_its_turn_back() {
    let folder = Folder::warm();
    let people = data::some_people(62, 2);
    let host = Host::start(&folder);
    let tenant = looping(&folder, host.url(), &people);
    for person in &people {
        let request = tenant.request("erasure", &tenant.subject(person));
        let connection = begun(&folder, &host, &tenant, &request);
        connection
            .shutdown(Shutdown::Both)
            .expect("a connection can be ended");
        drop(connection);
        until_a_plugin_runs(&folder, false);
    }
    let tenant = tenant.with_plugin(&artefacts::plugin("redact"));
    assert_eq!(tenant.records("people").len(), 2, "nothing was erased");
    host.stop();
}

#[test]
fn a_host_that_is_told_to_stop_while_a_plugin_runs_stops_well() {
    let folder = Folder::warm();
    let people = data::some_people(63, 1);
    let host = Host::start(&folder);
    let tenant = looping(&folder, host.url(), &people);
    let request = tenant.request("erasure", &tenant.subject(&people[0]));
    let _connection = begun(&folder, &host, &tenant, &request);
    host.stop();
    let host = Host::start(&folder);
    let tenant = tenant.at(host.url());
    let problem = attempt(&tenant, &request).problem(422);
    assert!(problem.to_string().contains("the limit fuel"), "{problem}");
}
