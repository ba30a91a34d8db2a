//! After an erasure no byte that the host left behind gives the person away.

use tests::data::{self, Person};
use tests::{Folder, Host, Tenant, artefacts, traces};

struct Scene {
    folder: Folder,
    host: Host,
    tenant: Tenant,
    person: Person,
    /// Everything personal about the person, as text.
    marks: Vec<String>,
}

/// A company whose person has been looked at, asked about, exported and erased.
fn after_an_erasure() -> Scene {
    let folder = Folder::with_file();
    let host = Host::start(&folder);
    let mut people = data::some_people(21, 12);
    let work = data::some_work(22, &people, 6);
    let tenant = Tenant::create(&folder, host.url())
        .with_plugin(&artefacts::plugin("redact"))
        .with_people(&people)
        .with_collection(&data::tasks())
        .with_collection(&data::timesheets(&data::redact()))
        .with_collection(&data::travel())
        .with_rows("tasks", &work.tasks)
        .with_rows("timesheets", &work.timesheets)
        .with_rows("travel", &work.travel);
    let person = people.remove(5);
    let texts = work
        .marks
        .into_iter()
        .filter(|(number, _)| *number == person.number);
    let mut marks: Vec<String> = texts.map(|(_, text)| text).collect();
    marks.extend(person.marks.iter().cloned());

    let subject = tenant.subject(&person);
    let email = person.row["email"]
        .as_str()
        .expect("a person has an e-mail address");
    assert_eq!(
        tenant.look_up("people", "email", email).as_ref(),
        Some(&subject)
    );
    let again = tenant.import("people", std::slice::from_ref(&person.row));
    let _ = again.problem(409);
    let access = tenant.request("access", &subject);
    let _ = tenant.execute(&access).expect(200);
    let officer = tenant.privacy_officer();
    let answer = officer
        .get(&format!("/v1/requests/{access}/answer"))
        .expect(200);
    assert!(
        answer.text().contains(email),
        "the test would look for what never was there"
    );
    let erasure = tenant.request("erasure", &subject);
    let _ = tenant.execute(&erasure).expect(200);
    Scene {
        folder,
        host,
        tenant,
        person,
        marks,
    }
}

fn nothing_of(marks: &[String], folder: &Folder) {
    let found = traces::find(folder.path(), marks);
    assert!(
        found.is_empty(),
        "{} traces, such as {:?}",
        found.len(),
        &found[..found.len().min(5)]
    );
}

#[test]
fn no_value_of_the_person_is_in_any_file_while_the_host_runs_or_after_it_stopped() {
    let Scene {
        folder,
        host,
        tenant,
        marks,
        ..
    } = after_an_erasure();
    assert!(marks.len() > 40, "too few values were planted");
    let database = folder.data().join("lethe.db");
    assert!(
        database.exists() && !folder.log().is_empty(),
        "the test looks in the wrong place"
    );
    nothing_of(&marks, &folder);
    let _ = tenant.records("timesheets");
    nothing_of(&marks, &folder);
    host.stop();
    nothing_of(&marks, &folder);
}

#[test]
fn no_value_of_the_person_is_in_any_file_after_the_host_was_killed() {
    let Scene {
        folder,
        host,
        marks,
        ..
    } = after_an_erasure();
    host.kill();
    nothing_of(&marks, &folder);
    Host::start(&folder).stop();
    nothing_of(&marks, &folder);
}

#[test]
fn the_persons_subject_id_and_number_are_in_no_log() {
    let Scene { folder, person, .. } = after_an_erasure();
    let log = folder.log();
    assert!(!log.contains(&person.number), "{log}");
}

#[test]
fn personal_values_are_sealed_even_while_the_person_is_there() {
    let folder = Folder::with_file();
    let host = Host::start(&folder);
    let people = data::some_people(21, 12);
    let tenant = Tenant::create(&folder, host.url()).with_people(&people);
    assert_eq!(tenant.records("people").len(), 12);
    let marks: Vec<String> = people.into_iter().flat_map(|person| person.marks).collect();
    nothing_of(&marks, &folder);
    host.stop();
    nothing_of(&marks, &folder);
}

#[test]
fn traces_are_found_in_every_spelling() {
    let folder = tempfile::tempdir().expect("a folder");
    let value = "Zoë \"Q\" plantedvalue";
    for (number, (way, bytes)) in traces::spellings(value).into_iter().enumerate() {
        let around = [b"\0junk".as_slice(), &bytes, b"junk\xff"].concat();
        let file = folder.path().join(format!("{number}.bin"));
        std::fs::write(&file, around).expect("a file");
        let found = traces::find(folder.path(), &[value.to_owned()]);
        assert!(!found.is_empty(), "not found: {way}");
        std::fs::remove_file(file).expect("the file goes");
    }
    for before in 0..3 {
        use base64::Engine as _;
        let text = format!("{}{value} and more", "x".repeat(before));
        let encoded = base64::engine::general_purpose::STANDARD.encode(text);
        std::fs::write(folder.path().join("base64"), encoded).expect("a file");
        assert!(
            !traces::find(folder.path(), &[value.to_owned()]).is_empty(),
            "after {before} bytes"
        );
    }
    std::fs::write(folder.path().join("base64"), "nothing of it").expect("a file");
    assert!(traces::find(folder.path(), &[value.to_owned()]).is_empty());
}
