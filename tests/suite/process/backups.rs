//! Backups: what comes back with them, and who does not.

use std::collections::BTreeMap;
use std::fs;
use std::process::Output;
use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::Value;
use tests::backups::{Shelf, erase, refused, serve};
use tests::{Folder, Host, Tenant, artefacts, data, dump, offboarding, traces};

use super::crash::seed;

/// Hours and costs of every project.
fn sums(tenant: &Tenant) -> BTreeMap<String, (String, String)> {
    let mut sums = BTreeMap::<String, (f64, f64)>::new();
    for row in tenant.records("timesheets") {
        let fields = &row["fields"];
        let of = sums.entry(fields["project"].to_string()).or_default();
        of.0 += fields["hours"].as_f64().expect("hours");
        of.1 += fields["cost"].as_f64().expect("cost");
    }
    let exact = sums.into_iter();
    exact
        .map(|(project, (hours, cost))| (project, (hours.to_string(), cost.to_string())))
        .collect()
}

#[test]
fn who_was_erased_does_not_come_back_with_the_oldest_backup() {
    let (folder, shelf) = (Folder::warm(), Shelf::new());
    let host = serve(&folder, &shelf);
    let people = data::some_people(31, 8);
    let work = data::some_work(32, &people, 4);
    let mut tenant = Tenant::create(&folder, host.url())
        .with_plugin(&artefacts::plugin("redact"))
        .with_people(&people);
    for (declaration, rows) in [
        (data::tasks(), &work.tasks),
        (data::timesheets(&data::redact()), &work.timesheets),
        (data::travel(), &work.travel),
    ] {
        let name = declaration["name"].as_str().expect("a name").to_owned();
        tenant = tenant.with_collection(&declaration).with_rows(&name, rows);
    }
    let before = sums(&tenant);
    let oldest = shelf.create(&folder);
    let (gone, stays) = (&people[0], &people[1]);
    erase(&tenant, gone);
    shelf.buried(1);
    let newest = shelf.create(&folder);
    host.stop();
    let mut marks = gone.marks.clone();
    let of_theirs = work
        .marks
        .iter()
        .filter(|(number, _)| *number == gone.number);
    marks.extend(of_theirs.map(|(_, text)| text.clone()));

    for (id, forgotten) in [(&oldest, 1), (&newest, 0)] {
        let other = Folder::warm();
        let said = shelf.restore(&other, Some(id));
        assert_eq!(said["forgotten_again"]["subjects"], forgotten, "{said}");
        // Before anything is served from it.
        for place in [other.path(), shelf.path()] {
            let found = traces::find(place, &marks);
            assert!(found.is_empty(), "{:?}", found.first());
        }
        let host = serve(&other, &shelf);
        let tenant = tenant.at(host.url());
        assert_eq!(tenant.look_up("people", "employee_no", &gone.number), None);
        assert!(
            tenant
                .look_up("people", "employee_no", &stays.number)
                .is_some()
        );
        assert_eq!(sums(&tenant), before, "what is not personal stays");
        let records = tenant.records("timesheets");
        assert_eq!(records.len(), work.timesheets.len());
        let told = tenant.audit();
        let is_told = |action: &str| told.iter().any(|event| event["action"] == action);
        assert!(is_told("backup.restored"));
        assert_eq!(is_told("ledger.replayed"), forgotten == 1);
        host.stop();
        let found = traces::find(other.path(), &marks);
        assert!(found.is_empty(), "{:?}", found.first());
    }
}

#[test]
fn everything_comes_back_as_it_was() {
    let (folder, shelf) = (Folder::warm(), Shelf::new());
    let host = serve(&folder, &shelf);
    let people = data::some_people(41, 30);
    let tenant = Tenant::create(&folder, host.url())
        .with_plugin(&artefacts::plugin("redact"))
        .with_people(&people);
    tenant.with_purpose("newsletter");
    tenant.agree(&tenant.subject(&people[0]), "newsletter");
    let _ = tenant.restrict(&tenant.subject(&people[1]), &[]);
    let other = Tenant::create(&folder, host.url()).with_people(&people[..3]);
    let before = [dump::dump(&tenant), dump::dump(&other)];
    let _ = shelf.create(&folder);
    host.stop();

    let restored = Folder::warm();
    let said = shelf.restore(&restored, None);
    assert_eq!(said["forgotten_again"]["subjects"], 0, "{said}");
    refused(&shelf.try_restore(&restored, None), "restore into");
    let host = serve(&restored, &shelf);
    for (tenant, before) in [&tenant, &other].iter().zip(&before) {
        dump::same(before, &dump::dump(&tenant.at(host.url())));
    }
    // Life goes on: what was restored can be written, run and erased.
    let tenant = tenant.at(host.url());
    erase(&tenant, &people[2]);
    assert_eq!(
        tenant.look_up("people", "employee_no", &people[2].number),
        None
    );
}

#[test]
fn a_backup_that_is_missing_altered_or_swapped_is_noticed() {
    let (folder, shelf) = (Folder::with_file(), Shelf::new());
    let host = serve(&folder, &shelf);
    let people = data::some_people(51, 3);
    let tenant = Tenant::create(&folder, host.url()).with_people(&people[..1]);
    let _ = shelf.create(&folder);
    let _ = tenant.with_rows("people", &[people[1].row.clone()]);
    let newest = shelf.create(&folder);
    host.stop();
    let listed = shelf.list(&folder);
    let files: Vec<_> = listed
        .iter()
        .map(|one| shelf.backups().join(one["file"].as_str().expect("a file")))
        .collect();
    let [old, new] = [0, 1].map(|nth| fs::read(&files[nth]).expect("a backup"));
    let into = Folder::with_file();
    let nothing_is_left = || {
        let data = fs::read_dir(into.data()).expect("the data folder");
        let names = data.flatten().map(|entry| entry.file_name());
        let databases: Vec<_> = names
            .filter(|name| name.to_string_lossy().contains(".db"))
            .collect();
        assert!(databases.is_empty(), "{databases:?}");
    };

    for place in [0, 30, new.len() / 2, new.len() - 1] {
        let mut altered = new.clone();
        altered[place] ^= 1;
        fs::write(&files[1], altered).expect("it can be written");
        refused(&shelf.try_restore(&into, None), "altered");
        nothing_is_left();
    }
    for length in [0, 10, new.len() - 1] {
        fs::write(&files[1], &new[..length]).expect("it can be written");
        refused(&shelf.try_restore(&into, None), "cannot use");
        nothing_is_left();
    }
    fs::write(&files[1], &old).expect("it can be written");
    refused(&shelf.try_restore(&into, None), "altered");
    fs::remove_file(&files[1]).expect("it can be removed");
    refused(&shelf.try_restore(&into, None), "missing");
    refused(&shelf.try_restore(&into, Some(&newest)), "missing");
    assert_eq!(shelf.list(&folder)[1]["state"], "missing");

    // The list in the folder of the backups cannot forget what the one in the safe knows.
    let list = shelf.backups().join("backups.jsonl");
    let lines = fs::read_to_string(&list).expect("the list");
    let first: String = lines.split_inclusive('\n').take(2).collect();
    fs::write(&list, first).expect("it can be written");
    assert_eq!(shelf.list(&folder).len(), 2);
    fs::write(&list, lines.replace("checked", "Checked")).expect("it can be written");
    refused(&shelf.try_restore(&into, None), "ledger");
    fs::write(&list, &lines).expect("it can be written");
    fs::write(&files[1], &new).expect("it can be written");
    let _ = shelf.restore(&into, None);
}

#[test]
fn a_safe_that_is_older_than_the_backup_is_refused() {
    let (folder, shelf) = (Folder::with_file(), Shelf::new());
    let host = serve(&folder, &shelf);
    let people = data::some_people(61, 3);
    let tenant = Tenant::create(&folder, host.url()).with_people(&people[..2]);
    let _ = shelf.create(&folder);
    let names = ["tombstones.jsonl", "keys.db"];
    let old = names.map(|name| fs::read(shelf.safe().join(name)).expect("it is there"));
    erase(&tenant, &people[0]);
    shelf.buried(1);
    let _ = tenant.with_rows("people", &[people[2].row.clone()]);
    let _ = shelf.create(&folder);
    host.stop();
    let new = names.map(|name| fs::read(shelf.safe().join(name)).expect("it is there"));
    let into = Folder::with_file();
    for (nth, name) in names.iter().enumerate() {
        fs::write(shelf.safe().join(name), &old[nth]).expect("it can be written");
        refused(
            &shelf.try_restore(&into, None),
            "the safe is older than the backup",
        );
        fs::write(shelf.safe().join(name), &new[nth]).expect("it can be written");
    }
    let _ = shelf.restore(&into, None);
}

#[test]
fn a_database_that_is_put_back_by_hand_forgets_again_before_it_is_served() {
    let (folder, shelf) = (Folder::with_file(), Shelf::new());
    let host = serve(&folder, &shelf);
    let people = data::some_people(71, 5);
    let tenant = Tenant::create(&folder, host.url()).with_people(&people);
    let leaves = Tenant::create(&folder, host.url()).with_people(&people);
    host.stop();
    let file = folder.data().join("lethe.db");
    let old = fs::read(&file).expect("the database");
    let host = serve(&folder, &shelf);
    erase(&tenant.at(host.url()), &people[0]);
    let leaving = leaves.at(host.url());
    offboarding::demand(&leaving);
    let _ = offboarding::deleted(&leaving);
    // Tenant and subject; what is deleted with a tenant needs no tombstone of its own.
    shelf.buried(2);
    host.stop();
    fs::write(&file, old).expect("it can be put back");

    let host = serve(&folder, &shelf);
    let tenant = tenant.at(host.url());
    assert_eq!(
        tenant.look_up("people", "employee_no", &people[0].number),
        None
    );
    assert_eq!(tenant.records("people").len(), 4);
    let _ = leaves
        .at(host.url())
        .administrator()
        .get("/v1/subjects")
        .expect(401);
    host.stop();
    let mut marks = people[0].marks.clone();
    marks.push(leaves.name.clone());
    let found = traces::find(&folder.data(), &marks);
    assert!(found.is_empty(), "{:?}", found.first());
}

#[test]
fn backups_are_made_restored_for_a_test_and_removed_while_lethe_serves() {
    let (folder, shelf) = (Folder::with_file(), Shelf::new());
    let backups = shelf.backups();
    let mut said = shelf.serving();
    let more = [
        "--backup-every",
        "PT1S",
        "--backup-keep",
        "PT3S",
        "--backup-to",
    ];
    said.extend(more.map(str::to_owned));
    said.push(backups.to_str().expect("text").to_owned());
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    let host = Host::start_with(&folder, &said);
    let tenant = Tenant::create(&folder, host.url()).with_people(&data::some_people(81, 4));
    let deadline = Instant::now() + Duration::from_mins(1);
    let states = loop {
        let listed = shelf.list(&folder);
        let state = |one: &Value| one["state"].as_str().unwrap_or_default().to_owned();
        let states: Vec<String> = listed.iter().map(state).collect();
        let has = |wanted: &str| states.iter().any(|state| state == wanted);
        if has("checked") && has("expired") {
            break states;
        }
        assert!(Instant::now() < deadline, "{states:?}");
        std::thread::sleep(Duration::from_millis(200));
    };
    assert!(
        !states
            .iter()
            .any(|state| state == "failed" || state == "missing")
    );
    let told = tenant.audit();
    let told = told
        .iter()
        .find(|event| event["action"] == "backup.checked");
    assert!(told.is_some(), "it is told");
    host.stop();
    let files = fs::read_dir(backups).expect("the backups").count();
    let there = shelf.list(&folder);
    let there = there.iter().filter(|one| one["state"] == "checked").count();
    assert_eq!(files, there + 1, "the backups and their list");
}

#[test]
fn of_two_backups_at_once_one_waits_and_neither_is_half() {
    let (folder, shelf) = (Folder::with_file(), Shelf::new());
    let host = serve(&folder, &shelf);
    let people = data::some_people(91, 40);
    let tenant = Tenant::create(&folder, host.url()).with_people(&people);
    let _ = shelf.create(&folder);
    for _ in 0..5 {
        let outputs: Vec<Output> = std::thread::scope(|scope| {
            let begun: Vec<_> = (0..3)
                .map(|_| scope.spawn(|| shelf.try_create(&folder)))
                .collect();
            let ended = begun.into_iter().map(std::thread::ScopedJoinHandle::join);
            ended.map(|one| one.expect("it ends")).collect()
        });
        let (made, not): (Vec<_>, Vec<_>) = outputs.iter().partition(|it| it.status.success());
        assert!(!made.is_empty());
        for output in not {
            refused(output, "another backup is being made");
        }
    }
    host.stop();
    let into = Folder::with_file();
    let said = shelf.restore(&into, None);
    // Each has a key, and so has the tenant.
    assert_eq!(said["keys"], people.len() + 1, "{said}");
    let host = serve(&into, &shelf);
    assert_eq!(tenant.at(host.url()).records("people").len(), people.len());
}

#[test]
fn keys_of_who_came_after_a_backup_do_not_come_back_with_it() {
    let (folder, shelf) = (Folder::warm(), Shelf::new());
    let host = serve(&folder, &shelf);
    let people = data::some_people(95, 6);
    let tenant = Tenant::create(&folder, host.url()).with_people(&people[..2]);
    let oldest = shelf.create(&folder);
    let rows: Vec<Value> = people[2..].iter().map(|it| it.row.clone()).collect();
    let _ = tenant.with_rows("people", &rows);
    let _ = shelf.create(&folder);
    host.stop();
    let said = shelf.restore(&Folder::warm(), Some(&oldest));
    assert_eq!(said["keys"], 3, "two subjects and the tenant: {said}");
}

#[test]
fn power_cuts_between_erasures_and_backups_bring_nobody_back() {
    let seed = seed();
    println!("LETHE_SEED={seed}");
    let mut random = Rng::with_seed(seed);
    let (folder, shelf) = (Folder::with_file(), Shelf::new());
    let people = data::some_people(seed, 25);
    let mut host = serve(&folder, &shelf);
    let tenant = Tenant::create(&folder, host.url()).with_people(&people);
    let oldest = shelf.create(&folder);
    let safe = shelf.safe().to_str().expect("text").to_owned();
    let to = shelf.backups().to_str().expect("text").to_owned();
    let (gone, stay) = people.split_at(20);
    for person in gone {
        erase(&tenant.at(host.url()), person);
        let mut backup = folder
            .command(&["backup", "create", "--to", &to, "--safe", &safe])
            .spawn()
            .expect("a backup begins");
        std::thread::sleep(Duration::from_millis(random.u64(0..250)));
        let killed = backup.kill().and_then(|()| backup.wait());
        let _ = killed.expect("the backup can be killed");
        host.kill();
        host = serve(&folder, &shelf);
    }
    shelf.buried(gone.len());
    let newest = shelf.create(&folder);
    host.stop();
    // Nothing is left of backups that were cut off: copies of keys, databases of tests, halves of files.
    for place in [folder.path(), shelf.path()] {
        let left = traces::files(place).into_iter().filter(|file| {
            let name = file.to_string_lossy();
            [".partial", "keys.db.new", ".lethe-backup-test"]
                .iter()
                .any(|part| name.contains(part))
        });
        let left: Vec<_> = left.collect();
        assert!(left.is_empty(), "{left:?}");
    }
    let marks: Vec<String> = gone.iter().flat_map(|it| it.marks.clone()).collect();
    let found = traces::find(&folder.data(), &marks);
    assert!(found.is_empty(), "{:?}", found.first());
    for id in [oldest, newest] {
        let other = Folder::with_file();
        let _ = shelf.restore(&other, Some(&id));
        let host = serve(&other, &shelf);
        let tenant = tenant.at(host.url());
        assert_eq!(tenant.records("people").len(), stay.len());
        for person in gone {
            assert_eq!(
                tenant.look_up("people", "employee_no", &person.number),
                None
            );
        }
    }
}
