//! A second factor: codes of an authenticator, each once, and recovery codes.

use serde_json::{Value, json};
use tests::accounts::{PASSWORD, Person, code, step_now};
use tests::{Client, Lethe};

/// Somebody with an authenticator: a session, the secret, the last step that was used, the recovery codes.
fn with_authenticator(person: &Person) -> (Client, String, u64, Vec<String>) {
    let session = person.session();
    let begun = session.act("/v1/profile/authenticator").expect(201);
    let secret = begun.text_at("/secret");
    assert!(
        begun.text_at("/uri").starts_with("otpauth://totp/"),
        "{begun:?}"
    );
    let step = step_now();
    let path = "/v1/profile/authenticator/confirmation";
    let confirmed = session
        .post(path, &json!({"code": code(&secret, step)}))
        .expect(200);
    let codes = confirmed.json()["recovery_codes"]
        .as_array()
        .expect("codes")
        .clone();
    let codes = codes
        .iter()
        .map(|code| code.as_str().unwrap_or_default().to_owned());
    (session, secret, step, codes.collect())
}

fn problem_code(problem: &Value) -> &str {
    problem["code"].as_str().unwrap_or_default()
}

#[test]
fn with_an_authenticator_the_password_alone_is_half_way() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let person = Person::of(&tenant, "pat@acme.example");
    let (_, secret, step, _) = with_authenticator(&person);
    let half = person.try_with(PASSWORD, &json!({})).problem(401);
    assert_eq!(problem_code(&half), "second-factor-needed");
    // The code that confirmed it was used; the next step's is taken already, for clocks that are ahead.
    let used = json!({"code": code(&secret, step)});
    assert_eq!(
        problem_code(&person.try_with(PASSWORD, &used).problem(401)),
        "not-proved"
    );
    let next = json!({"code": code(&secret, step + 1)});
    let _ = person.try_with(PASSWORD, &next).expect(200);
    let again = person.try_with(PASSWORD, &next).problem(401);
    assert_eq!(problem_code(&again), "not-proved");
    let _ = person
        .try_with("not it, surely not", &json!({}))
        .problem(401);
}

#[test]
fn of_two_who_use_a_code_at_the_same_moment_one_gets_in() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let person = Person::of(&tenant, "pat@acme.example");
    let (_, secret, step, _) = with_authenticator(&person);
    let more = json!({"code": code(&secret, step + 1)});
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| person.try_with(PASSWORD, &more).status))
            .collect();
        tries
            .into_iter()
            .map(|one| one.join().expect("an answer"))
            .collect()
    });
    let taken = statuses.iter().filter(|status| **status == 200).count();
    assert_eq!(taken, 1, "{statuses:?}");
}

#[test]
fn a_recovery_code_lets_in_once_and_new_ones_replace_them() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let person = Person::of(&tenant, "pat@acme.example");
    let (session, _, _, codes) = with_authenticator(&person);
    assert_eq!(codes.len(), 10, "{codes:?}");
    let with = |code: &str| person.try_with(PASSWORD, &json!({"recovery_code": code}));
    let _ = with(&codes[0].to_uppercase().replace('-', " ")).expect(200);
    let _ = with(&codes[0]).problem(401);
    let new = session.act("/v1/profile/recovery-codes").expect(200);
    let _ = with(&codes[1]).problem(401);
    let _ = with(&new.text_at("/recovery_codes/0")).expect(200);
}

#[test]
fn an_authenticator_is_confirmed_before_it_counts_and_can_be_given_up() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let person = Person::of(&tenant, "pat@acme.example");
    let session = person.session();
    let path = "/v1/profile/authenticator";
    let _ = session.act("/v1/profile/recovery-codes").problem(409);
    let _ = session.act(path).expect(201);
    let wrong = session.post(&format!("{path}/confirmation"), &json!({"code": "000000"}));
    assert_eq!(wrong.problem(422)["errors"][0]["pointer"], "/code");
    let _ = person.session();
    let (session, ..) = with_authenticator(&person);
    let _ = session.act(path).problem(409);
    assert_eq!(
        session.delete(path).expect(200).json()["second_factor"],
        false
    );
    let _ = person.session();
}

#[test]
fn a_role_that_wants_a_second_factor_is_had_with_one_only() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let person = Person::with_role(&tenant, "pat@acme.example", "auditor");
    let other = Person::with_role(&tenant, "kim@acme.example", "editor");
    let policy = json!({"profile": "nist-63b-4", "second_factor_for": ["auditor"]});
    let set = tenant.administrator().put("/v1/password-policy", &policy);
    assert_eq!(
        set.expect(200).json()["policy"]["second_factor_for"],
        json!(["auditor"])
    );
    let begun = person.try_with(PASSWORD, &json!({})).expect(200).json();
    assert_eq!(begun["role"], "member", "{begun}");
    assert_eq!(begun["second_factor_needed"], true, "{begun}");
    let begun = other.try_with(PASSWORD, &json!({})).expect(200).json();
    assert_eq!(
        (&begun["role"], &begun["second_factor_needed"]),
        (&json!("editor"), &json!(false))
    );

    let (session, secret, step, _) = with_authenticator(&person);
    let _ = session.get("/v1/requests").problem(403);
    let more = json!({"code": code(&secret, step + 1)});
    let begun = person.try_with(PASSWORD, &more).expect(200);
    assert_eq!(begun.text_at("/role"), "auditor");
    let session = person.nobody().with_token(&begun.text_at("/token"));
    let _ = session.get("/v1/requests").expect(200);
    let kept = session.delete("/v1/profile/authenticator").problem(409);
    assert_eq!(problem_code(&kept), "second-factor-required");
}
