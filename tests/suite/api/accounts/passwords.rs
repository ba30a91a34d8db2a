//! Which passwords are taken, and that a tenant says which standards its own rules break.

use serde_json::{Value, json};
use tests::accounts::{PASSWORD, Person};
use tests::{Lethe, Tenant};

fn set_policy(tenant: &Tenant, policy: &Value) -> Value {
    let set = tenant.administrator().put("/v1/password-policy", policy);
    set.expect(200).json()
}

/// What is wrong with a first password.
fn wrong_with(tenant: &Tenant, login: &str, password: &str) -> Vec<String> {
    let (person, secret) = Person::invite(tenant, login);
    let refused = person.activate(&secret, password);
    if refused.status == 200 {
        return Vec::new();
    }
    let problem = refused.problem(422);
    let errors = problem["errors"].as_array().expect("places").clone();
    assert!(
        errors.iter().all(|error| error["pointer"] == "/password"),
        "{problem}"
    );
    let message = |error: &Value| error["message"].as_str().unwrap_or_default().to_owned();
    errors.iter().map(message).collect()
}

#[test]
fn the_usual_policy_wants_length_and_nothing_that_everybody_tries() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let policy = tenant
        .editor()
        .get("/v1/password-policy")
        .expect(200)
        .json();
    assert_eq!(policy["policy"]["profile"], "nist-63b-4", "{policy}");
    assert_eq!(policy["breaks"], json!([]), "{policy}");
    let wrong =
        |n: u8, password: &str| wrong_with(&tenant, &format!("p{n}@acme.example"), password);
    assert_eq!(
        wrong(1, "fourteen chars"),
        ["must have at least 15 characters"]
    );
    let common = "is one of the passwords that are tried first";
    assert_eq!(wrong(2, "password12345678"), [common]);
    let known = "is little more than the login or the tenant's name";
    assert_eq!(wrong(3, "p3@ACME.example-1"), [known]);
    for (n, password) in [(4, "семь синих коров"), (5, "  leading and trailing  ")] {
        assert!(wrong(n, password).is_empty(), "{password}");
    }
    assert!(wrong(6, &"ä long one ".repeat(80)).is_empty());
}

#[test]
fn a_classic_policy_says_everything_that_is_wrong_and_what_it_breaks() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let set = set_policy(&tenant, &json!({"profile": "classic"}));
    let breaks = set["breaks"].as_array().expect("a list");
    let names = |setting: &str| breaks.iter().any(|breach| breach["setting"] == setting);
    assert!(
        names("expires_after_days") && names("symbol") && names("least_characters"),
        "{set}"
    );
    let wrong = wrong_with(&tenant, "pat@acme.example", "otters");
    assert!(wrong.len() >= 4, "{wrong:?}");
    assert!(wrong_with(&tenant, "kim@acme.example", "Otter-7-moss").is_empty());
    let refused = json!({"profile": "classic", "history": 99, "least_characters": 1});
    let refused = tenant
        .administrator()
        .put("/v1/password-policy", &refused)
        .problem(422);
    assert_eq!(
        refused["errors"].as_array().map(Vec::len),
        Some(2),
        "{refused}"
    );
}

#[test]
fn a_password_is_changed_with_the_one_before_and_ends_other_sessions() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let _ = set_policy(&tenant, &json!({"profile": "nist-63b-4", "history": 2}));
    let person = Person::of(&tenant, "pat@acme.example");
    let (session, other) = (person.session(), person.session());
    let change = |current: &str, new: &str| {
        session.put(
            "/v1/profile/password",
            &json!({"current": current, "new": new}),
        )
    };
    let next = "eight ochre storks fly";
    let _ = change("not it, surely not", next).problem(401);
    let again = change(PASSWORD, PASSWORD).problem(422);
    assert_eq!(again["errors"][0]["message"], "was used before", "{again}");
    let changed = change(PASSWORD, next).expect(200).json();
    assert_eq!(changed["ended_sessions"], 1, "{changed}");
    let _ = other.get("/v1/profile").problem(401);
    let _ = session.get("/v1/profile").expect(200);
    let _ = change(next, PASSWORD).problem(422);
    let _ = person.try_with(PASSWORD, &json!({})).problem(401);
    let _ = person.try_with(next, &json!({})).expect(200);
}

#[test]
fn composed_and_decomposed_letters_sign_in_alike() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let (person, secret) = Person::invite(&tenant, "pat@acme.example");
    let _ = person
        .activate(&secret, "fu\u{308}nf gru\u{308}ne Esel traben")
        .expect(200);
    let _ = person
        .try_with("f\u{fc}nf gr\u{fc}ne Esel traben", &json!({}))
        .expect(200);
}

#[test]
fn a_secret_sets_a_password_once_and_an_account_can_start_anew() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let (person, secret) = Person::invite(&tenant, "pat@acme.example");
    let _ = person.try_with(PASSWORD, &json!({})).problem(401);
    let _ = person.activate(&secret, PASSWORD).expect(200);
    let _ = person.activate(&secret, PASSWORD).problem(401);
    let session = person.session();
    let path = format!("/v1/accounts/{}/activation", person.account_id);
    let secret = tenant
        .administrator()
        .act(&path)
        .expect(201)
        .text_at("/activation_secret");
    let _ = session.get("/v1/profile").problem(401);
    let _ = person.try_with(PASSWORD, &json!({})).problem(401);
    let _ = person
        .activate(&secret, "eight ochre storks fly")
        .expect(200);
    let _ = person
        .try_with("eight ochre storks fly", &json!({}))
        .expect(200);
}

#[test]
fn no_password_is_in_any_answer_and_one_that_is_too_long_is_not_hashed() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let person = Person::of(&tenant, "pat@acme.example");
    let refused = person.try_with(&"x".repeat(1_025), &json!({}));
    let text = refused.text();
    assert_eq!(refused.problem(422)["errors"][0]["pointer"], "/password");
    assert!(!text.contains("xxx"), "{text}");
    let listed = tenant
        .administrator()
        .get("/v1/accounts")
        .expect(200)
        .text();
    assert!(
        !listed.contains("argon2") && !listed.contains("herons"),
        "{listed}"
    );
}
