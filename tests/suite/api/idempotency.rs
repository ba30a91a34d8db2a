//! A POST under an `Idempotency-Key` takes place once, however often it is sent.

use serde_json::json;
use tests::{Lethe, Method, data, dump};

#[test]
fn a_repeated_request_gives_the_same_answer_and_changes_nothing() {
    let lethe = Lethe::running();
    let people = data::some_people(1, 2);
    let tenant = lethe.a_tenant().with_people(&people[..1]);
    let editor = tenant.editor();
    let path = "/v1/collections/people/records";
    let first = editor.post_once("key-1", path, &people[1].row).expect(201);
    let before = dump::dump(&tenant);
    let second = editor.post_once("key-1", path, &people[1].row).expect(201);
    assert_eq!(first.json(), second.json());
    dump::same(&before, &dump::dump(&tenant));
}

#[test]
fn a_repeated_import_and_erasure_give_the_stored_answer() {
    let lethe = Lethe::running();
    let people = data::some_people(1, 5);
    let tenant = lethe.a_tenant().with_collection(&data::people());
    let rows: Vec<_> = people.iter().map(|person| person.row.clone()).collect();
    let body = tests::tenant::ndjson(&rows);
    let import = || {
        let headers = [
            ("content-type", "application/x-ndjson"),
            ("idempotency-key", "import"),
        ];
        let path = "/v1/collections/people/import";
        tenant
            .editor()
            .call(&Method::POST, path, &headers, Some(&body))
            .expect(200)
            .json()
    };
    assert_eq!(import(), import());
    assert_eq!(tenant.records("people").len(), 5);

    let request = tenant.request("erasure", &tenant.subject(&people[0]));
    let path = format!("/v1/requests/{request}/execution");
    let erase = || {
        let headers = [("idempotency-key", "erase")];
        tenant
            .privacy_officer()
            .call(&Method::POST, &path, &headers, None)
            .expect(200)
            .json()
    };
    assert_eq!(erase(), erase());
    assert_eq!(tenant.records("people").len(), 4);
}

#[test]
fn a_key_that_was_used_for_something_else_is_refused() {
    let lethe = Lethe::running();
    let people = data::some_people(1, 3);
    let tenant = lethe.a_tenant().with_people(&people[..1]);
    let path = "/v1/collections/people/records";
    let _ = tenant
        .editor()
        .post_once("key-1", path, &people[1].row)
        .expect(201);
    let before = dump::dump(&tenant);
    let answer = tenant.editor().post_once("key-1", path, &people[2].row);
    assert!([409, 422].contains(&answer.status), "{answer:?}");
    let _ = answer.clone().problem(answer.status);
    dump::same(&before, &dump::dump(&tenant));
}

#[test]
fn a_key_belongs_to_its_tenant() {
    let lethe = Lethe::running();
    let person = &data::some_people(1, 1)[0];
    let path = "/v1/collections/people/records";
    let answers = [lethe.a_tenant(), lethe.a_tenant()].map(|tenant| {
        let tenant = tenant.with_collection(&data::people());
        tenant
            .editor()
            .post_once("key-1", path, &person.row)
            .expect(201)
            .text_at("/record_id")
    });
    assert_ne!(answers[0], answers[1]);
}

#[test]
fn two_at_once_take_place_once() {
    let lethe = Lethe::running();
    let person = &data::some_people(1, 1)[0];
    let tenant = lethe.a_tenant().with_collection(&data::people());
    let send = || {
        let path = "/v1/collections/people/records";
        tenant.editor().anew().post_once("key-1", path, &person.row)
    };
    let answers = std::thread::scope(|scope| {
        let running: Vec<_> = (0..4).map(|_| scope.spawn(send)).collect();
        running
            .into_iter()
            .map(|one| one.join().expect("an answer"))
            .collect::<Vec<_>>()
    });
    let made: Vec<_> = answers
        .iter()
        .filter(|answer| answer.status == 201)
        .collect();
    assert!(!made.is_empty(), "{answers:?}");
    for answer in &answers {
        assert!([201, 409].contains(&answer.status), "{answer:?}");
    }
    assert!(
        made.iter().all(|answer| answer.json() == made[0].json()),
        "{made:?}"
    );
    assert_eq!(tenant.records("people").len(), 1);
}

#[test]
fn a_refused_request_may_be_sent_again_under_its_key() {
    let lethe = Lethe::running();
    let person = &data::some_people(1, 1)[0];
    let tenant = lethe.a_tenant().with_collection(&data::people());
    let path = "/v1/collections/people/records";
    let _ = tenant
        .editor()
        .post_once("key-1", path, &json!({"site": "Sofia"}))
        .problem(422);
    let answer = tenant.editor().post_once("key-1", path, &person.row);
    assert!([201, 409, 422].contains(&answer.status), "{answer:?}");
    assert!(tenant.records("people").len() <= 1);
}
