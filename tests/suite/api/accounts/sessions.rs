//! Sessions: how they begin, travel and end.

use serde_json::json;
use tests::accounts::{PASSWORD, Person, is_token};
use tests::{Answer, Lethe, Method};

/// The value of a cookie that an answer sets.
fn cookie(answer: &Answer, name: &str) -> String {
    let set = answer
        .headers
        .iter()
        .filter(|(header, _)| header == "set-cookie");
    let prefix = format!("{name}=");
    let mut values = set.map(|(_, value)| value);
    let found = values.find_map(|value| value.strip_prefix(&prefix));
    let found = found.unwrap_or_else(|| panic!("no cookie {name}: {answer:?}"));
    found.to_owned()
}

#[test]
fn a_session_is_a_token_that_ends_with_signing_out() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let person = Person::of(&tenant, "pat@acme.example");
    let begun = person.try_with(PASSWORD, &json!({})).expect(200);
    let token = begun.text_at("/token");
    assert!(is_token(&token), "{token}");
    assert_eq!(begun.json()["idle_seconds"], 30 * 60, "{begun:?}");
    let session = person.nobody().with_token(&token);
    let others = [person.session(), person.session()];
    let here = json!({"everywhere": false});
    assert_eq!(
        session.post("/v1/sign-out", &here).expect(200).json()["sessions"],
        1
    );
    let _ = session.get("/v1/profile").problem(401);
    let everywhere = json!({"everywhere": true});
    let ended = others[0]
        .post("/v1/sign-out", &everywhere)
        .expect(200)
        .json();
    assert_eq!(ended["sessions"], 2, "{ended}");
    let _ = others[1].get("/v1/profile").problem(401);
}

#[test]
fn in_a_browser_a_session_is_a_cookie_that_needs_a_header_to_change_something() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let person = Person::of(&tenant, "pat@acme.example");
    let begun = person
        .try_with(PASSWORD, &json!({"cookie": true}))
        .expect(200);
    assert!(
        begun.json()["token"].is_null() && begun.json()["device"].is_null(),
        "{begun:?}"
    );
    let set = cookie(&begun, "__Host-lethe");
    for attribute in [
        "Path=/",
        "Secure",
        "HttpOnly",
        "SameSite=Strict",
        "Max-Age=",
    ] {
        assert!(set.contains(attribute), "{attribute}: {set}");
    }
    assert!(!set.contains("Domain"), "{set}");
    let (token, _) = set.split_once(';').expect("attributes");
    let jar = format!("a=b; __Host-lethe={token}");
    let nobody = person.nobody();
    let profile = nobody.call(&Method::GET, "/v1/profile", &[("cookie", &jar)], None);
    let _ = profile.expect(200);
    let body = json!({"display_name": "Pat Changed"}).to_string();
    let put = |headers: &[(&str, &str)]| {
        let headers = [
            &[("content-type", "application/json"), ("cookie", &jar)],
            headers,
        ]
        .concat();
        nobody.call(&Method::PUT, "/v1/profile", &headers, Some(body.as_bytes()))
    };
    assert_eq!(put(&[]).problem(400)["code"], "csrf");
    let _ = put(&[("lethe-csrf", "1")]).expect(200);
    let device = cookie(&begun, "__Host-lethe-device");
    assert!(
        is_token(device.split(';').next().unwrap_or_default()),
        "{device}"
    );
    let out = [
        ("content-type", "application/json"),
        ("cookie", &jar),
        ("lethe-csrf", "1"),
    ];
    let all = json!({"everywhere": true}).to_string();
    let ended = nobody.call(&Method::POST, "/v1/sign-out", &out, Some(all.as_bytes()));
    assert!(cookie(&ended.expect(200), "__Host-lethe").contains("Max-Age=0"));
}

#[test]
fn a_session_that_proves_again_may_do_what_is_dangerous() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let person = Person::with_role(&tenant, "pat@acme.example", "administrator");
    let session = person.session();
    let stepped = session.post("/v1/step-up", &json!({"password": PASSWORD}));
    assert!(stepped.expect(200).text_at("/until").contains('T'));
    let _ = session
        .post("/v1/step-up", &json!({"password": "not it, surely not"}))
        .problem(401);
    let path = format!(
        "/v1/accounts/{}/role",
        Person::invite(&tenant, "kim").0.account_id
    );
    let _ = session.put(&path, &json!({"role": "editor"})).expect(200);
}

#[test]
fn a_session_opens_its_own_tenant_only() {
    let lethe = Lethe::running();
    let (one, other) = (lethe.a_tenant(), lethe.a_tenant());
    let person = Person::with_role(&one, "pat@acme.example", "administrator");
    let theirs = Person::of(&other, "pat@acme.example");
    let path = format!("/v1/accounts/{}", theirs.account_id);
    let _ = person.session().get(&path).problem(404);
    let mut stray = person.clone();
    stray.tenant_id.clone_from(&theirs.tenant_id);
    let begun = stray.try_with(PASSWORD, &json!({})).expect(200);
    assert_eq!(
        begun.text_at("/account_id"),
        theirs.account_id,
        "the login is one of each tenant"
    );
}
