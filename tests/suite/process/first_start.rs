//! What a first start makes, and what a later start refuses.

use std::os::unix::fs::PermissionsExt;

use tests::{Folder, Host, Tenant, data};

use super::sqlite;

/// A start that must fail; gives what the host said.
fn refused_start(folder: &Folder) -> String {
    let child = Host::spawn(folder, &["--listen", "127.0.0.1:0"]);
    assert!(
        !child
            .wait_with_output()
            .expect("the host ends")
            .status
            .success()
    );
    let log = folder.log();
    assert!(!log.contains("panicked"), "{log}");
    log
}

#[test]
fn the_root_key_is_made_once_and_only_its_owner_can_read_it() {
    let folder = Folder::empty();
    folder.lethe_says(&["tenant", "create", "acme"]);
    let path = folder.data().join("root.key");
    let mode = std::fs::metadata(&path)
        .expect("the root key is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let key = std::fs::read_to_string(&path).expect("it can be read");
    assert_eq!(hex::decode(key.trim()).expect("hexadecimal").len(), 32);
    folder.lethe_says(&["tenant", "create", "other"]);
    assert_eq!(std::fs::read_to_string(&path).expect("it can be read"), key);
    let other = Folder::empty();
    other.lethe_says(&["tenant", "create", "acme"]);
    let second = std::fs::read_to_string(other.data().join("root.key")).expect("it can be read");
    assert_ne!(key, second);
}

#[test]
fn nobody_else_can_read_the_data() {
    let folder = Folder::with_file();
    let host = Host::start(&folder);
    let _ = Tenant::create(&folder, host.url());
    for file in tests::traces::files(&folder.data()) {
        let mode = std::fs::metadata(&file)
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(
            mode & 0o077,
            0,
            "{} can be read by others: {mode:o}",
            file.display()
        );
    }
}

#[test]
fn a_root_key_that_others_can_read_is_refused() {
    let folder = Folder::with_file();
    Host::start(&folder).stop();
    let path = folder.data().join("root.key");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("a mode");
    assert!(refused_start(&folder).contains("root.key"));
}

#[test]
fn a_root_key_that_is_not_one_is_refused_and_not_replaced() {
    let folder = Folder::with_file();
    Host::start(&folder).stop();
    let path = folder.data().join("root.key");
    std::fs::write(&path, "gibberish").expect("a file");
    let said = refused_start(&folder);
    assert!(
        said.contains("root.key is not a key") && !said.contains("gibberish"),
        "{said}"
    );
    assert_eq!(std::fs::read_to_string(&path).expect("a file"), "gibberish");
}

#[test]
fn under_another_root_key_nothing_can_be_read() {
    let folder = Folder::with_file();
    let host = Host::start(&folder);
    let people = data::some_people(1, 2);
    let tenant = Tenant::create(&folder, host.url()).with_people(&people);
    host.stop();
    let path = folder.data().join("root.key");
    let key = std::fs::read_to_string(&path).expect("a key");
    std::fs::write(&path, "5".repeat(64)).expect("a file");
    let port = tests::process::free_port();
    let mut child = Host::spawn(&folder, &["--listen", &format!("127.0.0.1:{port}")]);
    let client = tests::Client::new(&format!("http://127.0.0.1:{port}"));
    let deadline = std::time::Instant::now() + std::time::Duration::from_mins(1);
    while child.try_wait().expect("its state can be asked").is_none() {
        let health = client.attempt(&tests::Method::GET, tests::process::HEALTH, &[], None);
        if health.is_ok() {
            let answer = tenant
                .at(client.url())
                .editor()
                .get("/v1/collections/people/records");
            assert!(answer.status >= 500, "{answer:?}");
            for mark in people.iter().flat_map(|person| &person.marks) {
                assert!(!answer.text().contains(mark.as_str()), "{answer:?}");
            }
            break;
        }
        assert!(
            std::time::Instant::now() < deadline,
            "neither serves nor ends"
        );
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let _ = child.kill();
    let _ = child.wait();
    std::fs::write(&path, key).expect("a file");
    let host = Host::start(&folder);
    assert_eq!(tenant.at(host.url()).records("people").len(), 2);
}

#[test]
fn a_database_of_a_newer_lethe_is_refused_and_left_alone() {
    let folder = Folder::with_file();
    Host::start(&folder).stop();
    let _ = sqlite::run(&folder, NEWER);
    let before = std::fs::read(folder.data().join("lethe.db")).expect("a database");
    let said = refused_start(&folder);
    assert!(said.contains("newer"), "{said}");
    assert_eq!(
        std::fs::read(folder.data().join("lethe.db")).expect("a database"),
        before
    );
    let output = folder.lethe(&["tenant", "list"]);
    assert!(
        !output.status.success(),
        "the command line writes to a newer database"
    );
}

/// As a later version would leave its migrations.
const NEWER: &str = "INSERT INTO schema_migration VALUES (9999, 'later', 'x', 0)";

#[test]
fn a_database_that_was_migrated_by_other_files_is_refused() {
    let folder = Folder::with_file();
    Host::start(&folder).stop();
    let _ = sqlite::run(&folder, OTHER);
    let said = refused_start(&folder);
    assert!(said.contains("migration"), "{said}");
}

/// As a migration file that was edited after it had been applied.
const OTHER: &str = "UPDATE schema_migration SET hash = 'x'";

#[test]
fn two_first_starts_at_once_make_one_database() {
    let folder = Folder::with_file();
    let hosts = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..2)
            .map(|_| scope.spawn(|| Host::start(&folder)))
            .collect();
        starts
            .into_iter()
            .map(|start| start.join().expect("it starts"))
            .collect::<Vec<_>>()
    });
    let tenant = Tenant::create(&folder, hosts[0].url()).with_people(&data::some_people(1, 2));
    assert_eq!(tenant.at(hosts[1].url()).records("people").len(), 2);
}

#[test]
fn what_was_there_is_there_after_a_restart() {
    let folder = Folder::with_file();
    let host = Host::start(&folder);
    let tenant = Tenant::create(&folder, host.url()).with_people(&data::some_people(1, 20));
    let before = tests::dump::dump(&tenant);
    host.stop();
    let host = Host::start(&folder);
    tests::dump::same(&before, &tests::dump::dump(&tenant.at(host.url())));
}

#[test]
fn a_host_that_is_told_to_stop_while_it_starts_stops_well() {
    let folder = Folder::empty();
    let mut host = Host::spawn(&folder, &["--listen", "127.0.0.1:0"]);
    // It compiles the workflows now, which takes it seconds.
    let cache = folder.data().join("cache");
    while !cache.exists() {
        assert!(matches!(host.try_wait(), Ok(None)), "{}", folder.log());
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    tests::process::ask_to_stop(&host);
    let status = host.wait().expect("the host has ended");
    assert!(status.success(), "{status}: {}", folder.log());
}
