//! What is left of a tenant that has left: on the disk, after power cuts, and on the tenant's own machine.

use std::fs;
use std::process::Command;
use std::time::Duration;

use fastrand::Rng;
use serde_json::{Value, json};
use tests::{Folder, Host, Tenant, artefacts, data, offboarding, traces};

use super::crash::seed;

const CYCLES: usize = 50;

#[test]
fn t4_a_deleted_tenant_leaves_no_readable_byte() {
    let folder = Folder::with_file();
    let host = Host::start_with(&folder, &["--jobs-every", "1"]);
    let people = data::some_people(71, 12);
    let work = data::some_work(72, &people, 6);
    let tenant = Tenant::create(&folder, host.url())
        .with_plugin(&artefacts::plugin("redact"))
        .with_people(&people)
        .with_collection(&data::travel())
        .with_rows("travel", &work.travel);
    let site = "a site that only they have";
    let mut row = people[0].row.clone();
    row["employee_no"] = json!("E-plain");
    row["site"] = json!(site);
    let tenant = tenant.with_rows("people", &[row]);
    let mut marks: Vec<String> = people.iter().flat_map(|it| it.marks.clone()).collect();
    // What nobody seals goes as well.
    marks.push(site.to_owned());
    marks.push("redact@example".to_owned());
    let planted = traces::find(folder.path(), &[site.to_owned()]);
    assert!(!planted.is_empty(), "the test looks in the wrong place");
    offboarding::demand(&tenant);
    let _ = offboarding::deleted(&tenant);
    host.stop();
    let found = traces::find(folder.path(), &marks);
    assert!(
        found.is_empty(),
        "{} traces: {:?}",
        found.len(),
        found.first()
    );
}

#[test]
fn fifty_power_cuts_while_tenants_leave_leave_nothing_of_them_and_all_of_the_others() {
    let seed = seed();
    println!("LETHE_SEED={seed}");
    let mut random = Rng::with_seed(seed);
    let folder = Folder::warm();
    let begin = || Host::start_with(&folder, &["--jobs-every", "1"]);
    let mut host = begin();
    let people = data::some_people(seed, 40);
    let stays = Tenant::create(&folder, host.url()).with_people(&people);
    let mut leaving = Vec::new();
    for _ in 0..CYCLES {
        let tenant = Tenant::create(&folder, host.url()).with_people(&people);
        offboarding::demand(&tenant);
        leaving.push(tenant);
        std::thread::sleep(Duration::from_millis(random.u64(0..1_200)));
        host.kill();
        host = begin();
    }
    for tenant in &leaving {
        let shown = offboarding::deleted(&tenant.at(host.url()));
        let rows = &shown["certificate"]["rows_deleted"];
        assert_eq!(rows["record"], json!(people.len()), "counted once: {shown}");
        assert_eq!(rows["subject_key"], json!(people.len()));
    }
    assert_eq!(stays.at(host.url()).records("people").len(), people.len());
    host.stop();
    if folder.database().is_none() {
        let tenants: Vec<Value> =
            serde_json::from_slice(&folder.lethe(&["tenant", "list", "--json"]).stdout)
                .expect("a list");
        assert_eq!(tenants.len(), 1, "{tenants:?}");
    }
}

#[test]
fn t3_an_archive_is_fetched_and_checked_by_the_command_line() {
    let folder = Folder::warm();
    let host = Host::start(&folder);
    let tenant = Tenant::create(&folder, host.url()).with_people(&data::some_people(73, 9));
    let here = tempfile::tempdir().expect("a folder");
    let archive = |arguments: &[&str]| {
        let mut lethe = Command::new(artefacts::program());
        lethe
            .arg("archive")
            .args(arguments)
            .current_dir(here.path());
        lethe.env("LETHE_URL", host.url());
        lethe.env("LETHE_TOKEN", tenant.token(tests::Role::Administrator));
        let output = lethe.output().expect("the program under test can be run");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let complained = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.success(), said, complained)
    };
    let (is_good, said, complained) = archive(&["fetch", "acme.tar"]);
    assert!(is_good, "{complained}");
    assert_eq!(said.trim(), "acme.tar");
    let (is_good, _, complained) = archive(&["fetch", "acme.tar"]);
    assert!(
        !is_good && complained.contains("is there already"),
        "{complained}"
    );
    let (is_good, said, complained) = archive(&["check", "acme.tar", "--json"]);
    assert!(is_good, "{complained}");
    let found: Value = serde_json::from_str(&said).expect("JSON");
    assert!(found["rows"].as_u64() > Some(20), "{found}");

    let whole = fs::read(here.path().join("acme.tar")).expect("the archive");
    let at = whole.windows(9).position(|part| part == b"record_id");
    let mut changed = whole.clone();
    changed[at.expect("a record")] ^= 1;
    let tampered = [
        (changed, "was changed"),
        (whole[..whole.len() / 2].to_vec(), ""),
        (whole[..1024].to_vec(), ""),
        (Vec::new(), "no manifest"),
    ];
    for (bytes, why) in tampered {
        fs::write(here.path().join("bad.tar"), bytes).expect("a file");
        let (is_good, _, complained) = archive(&["check", "bad.tar"]);
        assert!(!is_good && complained.contains(why), "{why}: {complained}");
        assert_eq!(complained.lines().count(), 1, "{complained}");
    }
    let (is_good, _, complained) = archive(&["fetch", "x.tar", "--token", "lethe_nobody"]);
    assert!(!is_good && complained.contains("401"), "{complained}");
    let left = fs::read_dir(here.path()).expect("the folder").count();
    assert_eq!(left, 2, "a failed fetch leaves no file");
}
