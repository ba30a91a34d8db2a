//! Who guesses learns nothing, and is slowed down; who owns the account is not.

use serde_json::{Value, json};
use tests::Lethe;
use tests::accounts::{PASSWORD, Person};

/// An answer without what differs from call to call.
fn without_trace(mut problem: Value) -> Value {
    problem.as_object_mut().expect("an object").remove("trace");
    problem
}

#[test]
fn a_wrong_login_password_or_tenant_and_an_account_that_is_off_are_answered_alike() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let person = Person::of(&tenant, "pat@acme.example");
    let off = Person::of(&tenant, "off@acme.example");
    let (waiting, _) = Person::invite(&tenant, "waiting@acme.example");
    let path = format!("/v1/accounts/{}/enabled", off.account_id);
    let _ = tenant
        .administrator()
        .put(&path, &json!({"enabled": false}))
        .expect(200);
    let mut nobody = person.clone();
    nobody.login = "nobody@acme.example".to_owned();
    let mut nowhere = person.clone();
    nowhere.tenant_id = "01890000-0000-7000-8000-000000000000".to_owned();
    let mut unreadable = person.clone();
    unreadable.tenant_id = "acme".to_owned();
    let wrong = without_trace(
        person
            .try_with("not it, surely not", &json!({}))
            .problem(401),
    );
    for (who, password) in [
        (&nobody, PASSWORD),
        (&off, PASSWORD),
        (&waiting, PASSWORD),
        (&nowhere, PASSWORD),
        (&unreadable, PASSWORD),
    ] {
        let refused = who.try_with(password, &json!({})).problem(401);
        assert_eq!(without_trace(refused), wrong, "{}", who.login);
    }
}

#[test]
fn after_five_guesses_one_waits_and_so_for_a_login_that_nobody_has() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let person = Person::of(&tenant, "pat@acme.example");
    let mut nobody = person.clone();
    nobody.login = "nobody@acme.example".to_owned();
    let mut answers = Vec::new();
    for who in [&person, &nobody] {
        for _ in 0..5 {
            let _ = who.try_with("not it, surely not", &json!({})).problem(401);
        }
        // The right one has to wait as well.
        let waits = who.try_with(PASSWORD, &json!({}));
        let seconds: u64 = waits
            .header("retry-after")
            .expect("a header")
            .parse()
            .expect("seconds");
        assert!((1..=30).contains(&seconds), "{seconds}");
        let problem = waits.problem(429);
        answers.push(problem["code"].clone());
    }
    assert_eq!(answers, ["too-many-guesses", "too-many-guesses"]);
}

#[test]
fn many_who_guess_at_once_get_no_more_guesses_than_one() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let person = Person::of(&tenant, "pat@acme.example");
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..50)
            .map(|n| {
                let (person, password) = (&person, format!("guess number {n:05}"));
                scope.spawn(move || person.try_with(&password, &json!({})).status)
            })
            .collect();
        tries
            .into_iter()
            .map(|one| one.join().expect("an answer"))
            .collect()
    });
    let guessed = statuses.iter().filter(|status| **status == 401).count();
    // What the database or the queue could not take was no guess, or was counted as one.
    assert!(guessed <= 5, "{statuses:?}");
    assert!(
        statuses
            .iter()
            .all(|status| [401, 429, 503].contains(status)),
        "{statuses:?}"
    );
}

#[test]
fn a_device_that_the_owner_has_used_is_not_kept_out_by_strangers() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let person = Person::of(&tenant, "pat@acme.example");
    let device = person
        .try_with(PASSWORD, &json!({}))
        .expect(200)
        .text_at("/device");
    for _ in 0..5 {
        let _ = person
            .try_with("not it, surely not", &json!({}))
            .problem(401);
    }
    let _ = person.try_with(PASSWORD, &json!({})).problem(429);
    let _ = person
        .try_with(PASSWORD, &json!({ "device": device }))
        .expect(200);
    // A device of somebody else is a stranger's.
    let other = Person::of(&tenant, "kim@acme.example");
    let theirs = other
        .try_with(PASSWORD, &json!({}))
        .expect(200)
        .text_at("/device");
    let _ = person
        .try_with(PASSWORD, &json!({ "device": theirs }))
        .problem(429);
    // Guesses from the owner's own device are counted too.
    for _ in 0..5 {
        let wrong = person.try_with("not it, surely not", &json!({ "device": device }));
        let _ = wrong.problem(401);
    }
    let _ = person
        .try_with(PASSWORD, &json!({ "device": device }))
        .problem(429);
}

#[test]
fn who_guesses_within_a_session_is_slowed_down_too() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let session = Person::of(&tenant, "pat@acme.example").session();
    for _ in 0..5 {
        let wrong = json!({"password": "not it, surely not"});
        let _ = session.post("/v1/step-up", &wrong).problem(401);
    }
    let _ = session
        .post("/v1/step-up", &json!({"password": PASSWORD}))
        .problem(429);
}
