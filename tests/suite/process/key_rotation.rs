//! The root key is rotated: everything can be read before, during and after it, and nothing under the former one.

use std::path::PathBuf;
use std::process::Output;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use fastrand::Rng;
use serde_json::Value;
use tests::backups::{Shelf, erase, refused, serve, succeeded};
use tests::{Folder, Host, Tenant, artefacts, data, dump, traces};

use super::crash::seed;

/// The file that holds the root key.
fn root_key(folder: &Folder) -> PathBuf {
    folder.data().join("root.key")
}

fn former(folder: &Folder) -> PathBuf {
    folder.data().join("root.key.former")
}

fn read(path: &PathBuf) -> String {
    std::fs::read_to_string(path).expect("a key can be read")
}

/// Puts a key where only its owner can read it.
fn put(path: &PathBuf, key: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(path, key).expect("a key can be written");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).expect("a mode");
}

/// The arguments of a rotation with a safe and the list of backups apart from the data.
fn rotate(shelf: &Shelf, more: &[&str]) -> Vec<String> {
    let [safe, backups] = [shelf.safe(), shelf.backups()];
    let [safe, backups] = [&safe, &backups].map(|path| path.to_str().expect("text").to_owned());
    let said = [
        "key",
        "rotate",
        "--json",
        "--safe",
        &safe,
        "--backups",
        &backups,
    ];
    said.iter()
        .chain(more)
        .map(|word| (*word).to_owned())
        .collect()
}

fn run(folder: &Folder, said: &[String]) -> Output {
    folder.lethe(&said.iter().map(String::as_str).collect::<Vec<_>>())
}

fn rotated(folder: &Folder, said: &[String]) -> Value {
    succeeded(&run(folder, said))
}

#[test]
fn everything_is_readable_after_a_rotation_and_the_former_root_key_opens_nothing() {
    let (folder, shelf) = (Folder::with_file(), Shelf::new());
    let host = serve(&folder, &shelf);
    let people = data::some_people(61, 12);
    let tenant = Tenant::create(&folder, host.url())
        .with_plugin(&artefacts::plugin("redact"))
        .with_people(&people);
    let other = Tenant::create(&folder, host.url()).with_people(&people[..3]);
    erase(&tenant, &people[0]);
    shelf.buried(1);
    let before = [dump::dump(&tenant), dump::dump(&other)];
    refused(&run(&folder, &rotate(&shelf, &[])), "in use");
    host.stop();

    let old = read(&root_key(&folder));
    let dry = rotated(&folder, &rotate(&shelf, &["--dry-run"]));
    assert_eq!(
        (&dry["tenant_keys"], &dry["dry_run"]),
        (&2.into(), &true.into()),
        "{dry}"
    );
    assert_eq!(read(&root_key(&folder)), old, "a dry run changes nothing");
    assert!(!former(&folder).exists());
    let artifact = folder.lethe_says(&["key", "artifact"]);

    let said = rotated(&folder, &rotate(&shelf, &[]));
    assert_eq!(said["tenant_keys"], 2, "{said}");
    assert_eq!(said["former_root_key"], "dropped", "{said}");
    assert_ne!(read(&root_key(&folder)), old);
    assert!(!former(&folder).exists());
    assert_eq!(
        folder.lethe_says(&["key", "artifact"]),
        artifact,
        "pseudonyms stay the same"
    );
    // No copy of the former key is left, neither as text nor as bytes.
    let bytes = old.trim().to_owned();
    assert!(traces::find(folder.path(), &[bytes]).is_empty());

    let host = serve(&folder, &shelf);
    for (tenant, before) in [&tenant, &other].iter().zip(&before) {
        dump::same(before, &dump::dump(&tenant.at(host.url())));
    }
    let tenant = tenant.at(host.url());
    for person in &people[1..] {
        let found = tenant.look_up("people", "employee_no", &person.number);
        assert!(found.is_some(), "{} is found", person.number);
    }
    let told = tenant.audit();
    let is_told = |event: &&Value| event["action"] == "tenant-key.rewrapped";
    assert_eq!(told.iter().filter(is_told).count(), 1);
    erase(&tenant, &people[1]);
    assert_eq!(
        tenant.look_up("people", "employee_no", &people[1].number),
        None
    );
    shelf.buried(2);
    host.stop();

    let new = read(&root_key(&folder));
    put(&root_key(&folder), &old);
    refused(
        &folder.lethe(&["tenant", "create", "late"]),
        "put back root.key",
    );
    let said = rotate(&shelf, &[]);
    refused(&run(&folder, &said), "put back root.key");
    put(&root_key(&folder), &new);
    let said = rotated(&folder, &said);
    assert_eq!(said["tenant_keys"], 2, "the next rotation: {said}");
}

#[test]
fn a_backup_of_before_a_rotation_comes_back_and_who_was_erased_does_not() {
    let (folder, shelf) = (Folder::with_file(), Shelf::new());
    let host = serve(&folder, &shelf);
    let people = data::some_people(62, 6);
    let tenant = Tenant::create(&folder, host.url()).with_people(&people);
    let oldest = shelf.create(&folder);
    erase(&tenant, &people[0]);
    shelf.buried(1);
    host.stop();
    for expected in [1, 1] {
        let said = rotated(&folder, &rotate(&shelf, &[]));
        assert_eq!(said["safe"]["tenant_keys"], 1, "{said}");
        assert_eq!(said["safe"]["backups"], expected, "{said}");
    }
    let newest = shelf.create(&folder);
    let host = serve(&folder, &shelf);
    erase(&tenant.at(host.url()), &people[1]);
    shelf.buried(2);
    host.stop();

    for id in [&oldest, &newest] {
        let other = Folder::with_file();
        // Under the root key that every folder of these tests begins with, nothing opens.
        refused(&shelf.try_restore(&other, Some(id)), "not signed");
        put(&root_key(&other), &read(&root_key(&folder)));
        let _ = shelf.restore(&other, Some(id));
        for place in [other.path(), shelf.path()] {
            let marks: Vec<_> = people[..2]
                .iter()
                .flat_map(|one| one.marks.clone())
                .collect();
            assert!(traces::find(place, &marks).is_empty());
        }
        let host = serve(&other, &shelf);
        let tenant = tenant.at(host.url());
        for (nth, person) in people.iter().enumerate() {
            let found = tenant.look_up("people", "employee_no", &person.number);
            assert_eq!(found.is_some(), nth >= 2, "{}", person.number);
        }
        assert_eq!(tenant.records("people").len(), 4);
        host.stop();
    }
}

#[test]
fn a_rotation_that_is_killed_again_and_again_loses_nothing_and_comes_to_its_end() {
    let seed = seed();
    println!("LETHE_SEED={seed}");
    let mut random = Rng::with_seed(seed);
    let (folder, shelf) = (Folder::with_file(), Shelf::new());
    let host = serve(&folder, &shelf);
    let people = data::some_people(63, 8);
    let tenant = Tenant::create(&folder, host.url()).with_people(&people);
    let before = dump::dump(&tenant);
    host.stop();
    for number in 0..30 {
        let _ = folder.lethe_says(&["tenant", "create", &format!("before {number}")]);
    }
    let _ = shelf.create(&folder);
    let (mut kills, mut ends) = (0, 0);
    while ends < 3 {
        let said = rotate(&shelf, &[]);
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        let mut child = folder
            .command(&said)
            .stdout(std::process::Stdio::null())
            .spawn();
        let child = child.as_mut().expect("a rotation can be started");
        std::thread::sleep(Duration::from_millis(random.u64(1..120)));
        let _ = child.kill();
        if child.wait().expect("it has ended").success() {
            ends += 1;
        } else {
            kills += 1;
        }
        // Whatever there is now can be read and written with, and restored from.
        let name = format!("after {kills} and {ends}");
        let _ = folder.lethe_says(&["tenant", "create", &name]);
        if kills % 8 == 0 {
            let _ = shelf.create(&folder);
        }
        if kills > 60 {
            break;
        }
    }
    println!("{kills} kills, {ends} ends");
    assert!(kills > 0, "nothing was killed");
    let said = rotated(&folder, &rotate(&shelf, &[]));
    assert_eq!(said["former_root_key"], "dropped", "{said}");
    let host = serve(&folder, &shelf);
    dump::same(&before, &dump::dump(&tenant.at(host.url())));
    host.stop();
    for backup in shelf.list(&folder) {
        let other = Folder::with_file();
        put(&root_key(&other), &read(&root_key(&folder)));
        let _ = shelf.restore(&other, backup["id"].as_str());
    }
}

#[test]
fn a_rotation_leaves_out_no_safe_and_makes_no_root_key_that_others_lack() {
    let folder = Folder::with_file();
    let _ = folder.lethe_says(&["tenant", "create", "acme"]);
    refused(&folder.lethe(&["key", "rotate"]), "--no-safe");
    let elsewhere = folder.path().to_str().expect("text").to_owned();
    refused(
        &folder.lethe(&["key", "rotate", "--safe", &elsewhere]),
        "is no safe",
    );
    let said = folder.lethe_says(&["key", "rotate", "--no-safe"]);
    assert_eq!(said, "dropped");

    let shared = Folder::on_postgres();
    let before = read(&root_key(&shared));
    refused(
        &shared.lethe(&["key", "rotate", "--no-safe"]),
        "LETHE_ROOT_KEY_FORMER",
    );
    assert_eq!(read(&root_key(&shared)), before);
}

#[test]
fn no_request_fails_while_hosts_that_have_both_root_keys_serve() {
    let folder = Folder::on_postgres();
    let people = data::some_people(64, 5);
    let host = Host::start(&folder);
    let tenant = Tenant::create(&folder, host.url()).with_people(&people);
    for number in 0..40 {
        let _ = folder.lethe_says(&["tenant", "create", &format!("other {number}")]);
    }
    let before = dump::dump(&tenant);
    let artifact = folder.lethe_says(&["key", "artifact"]);
    host.stop();
    let (old, new) = (read(&root_key(&folder)), "5e".repeat(32));
    put(&former(&folder), &old);
    put(&root_key(&folder), &new);
    refused(
        &folder.lethe(&["key", "rotate", "--no-safe"]),
        "LETHE_ARTIFACT_KEY",
    );
    put(&folder.data().join("artifact.key"), &artifact);

    let host = Host::start(&folder);
    let tenant = tenant.at(host.url());
    let is_over = AtomicBool::new(false);
    let answers = std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let editor = tenant.editor().anew();
            let mut answers = 0_u32;
            while !is_over.load(Ordering::Relaxed) {
                let _ = editor.get("/v1/collections/people/records").expect(200);
                answers += 1;
            }
            answers
        });
        std::thread::sleep(Duration::from_millis(100));
        let said = folder.lethe_says(&["key", "rotate", "--no-safe"]);
        assert_eq!(said, "host");
        std::thread::sleep(Duration::from_millis(100));
        is_over.store(true, Ordering::Relaxed);
        asking.join().expect("no request failed")
    });
    assert!(answers > 10, "{answers} requests");
    host.stop();
    std::fs::remove_file(former(&folder)).expect("the former key can be taken away");
    let host = Host::start(&folder);
    dump::same(&before, &dump::dump(&tenant.at(host.url())));
    host.stop();
    put(&root_key(&folder), &old);
    refused(
        &folder.lethe(&["tenant", "create", "late"]),
        "put back root.key",
    );
}
