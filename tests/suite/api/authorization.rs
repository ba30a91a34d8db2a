//! Who may do what: every operation of the API, called by everybody, against `authorization.txt`.

use std::cell::Cell;
use std::collections::BTreeMap;

use tests::accounts::Person;
use tests::openapi::{self, Operation};
use tests::world::World;
use tests::{Client, Lethe, Role};

const TABLE: &str = include_str!("authorization.txt");

/// The table: `METHOD path`, and the status each caller gets, in the order of the first line.
fn table() -> (Vec<&'static str>, BTreeMap<String, Vec<u16>>) {
    let mut lines = TABLE
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let callers = lines
        .next()
        .expect("the table names the callers")
        .split_whitespace()
        .collect();
    let rows = lines.map(|line| {
        let mut words = line.split_whitespace();
        let (method, path) = (
            words.next().expect("a method"),
            words.next().expect("a path"),
        );
        let statuses = words.map(|word| word.parse().expect("a status")).collect();
        (format!("{method} {path}"), statuses)
    });
    (callers, rows.collect())
}

/// Whether it is about the account of who calls.
fn is_own(path: &str) -> bool {
    let own = ["/v1/profile", "/v1/sign-out", "/v1/step-up"];
    own.iter().any(|prefix| path.starts_with(prefix))
}

fn name(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}

#[test]
fn the_table_has_the_operations_of_the_openapi_document_and_no_others() {
    let lethe = Lethe::running();
    let (_, rows) = table();
    let documented: Vec<String> = openapi::operations(&lethe.nobody())
        .iter()
        .map(name)
        .collect();
    let missing: Vec<_> = documented
        .iter()
        .filter(|row| !rows.contains_key(*row))
        .collect();
    let extra: Vec<_> = rows
        .keys()
        .filter(|row| !documented.contains(row))
        .collect();
    assert!(
        missing.is_empty() && extra.is_empty(),
        "missing: {missing:?}, unknown: {extra:?}"
    );
}

#[test]
fn every_caller_gets_what_the_table_says() {
    let lethe = Lethe::running();
    let world = World::of(lethe.a_tenant());
    let other = lethe.a_tenant();
    other.allow_unsigned_plugins();
    let tenant = &world.tenant;
    let caller = |name: &str| -> Client {
        match name {
            "no-token" => tenant.nobody(),
            "garbage" => tenant.nobody().with_token("lethe_this-is-no-token"),
            "revoked" => tenant
                .nobody()
                .with_token(&tenant.revoked_token(lethe.folder())),
            "expired" => tenant
                .nobody()
                .with_token(&tenant.expired_token(lethe.folder())),
            "other-tenant" => other.administrator(),
            "member" => Person::of(tenant, "member@acme.example").session(),
            role => {
                let known = Role::ALL.into_iter().find(|known| known.name() == role);
                tenant.with_role(known.unwrap_or_else(|| panic!("a caller {role}?")))
            }
        }
    };
    let (names, rows) = table();
    let callers: Vec<(&str, Client)> = names.into_iter().map(|name| (name, caller(name))).collect();
    let members = Cell::new(0);
    let member = || {
        members.set(members.get() + 1);
        Person::of(tenant, &format!("member-{}@acme.example", members.get())).session()
    };
    let mut wrong = Vec::new();
    for operation in openapi::operations(&lethe.nobody()) {
        let row = name(&operation);
        let Some(wanted) = rows.get(&row) else {
            continue;
        };
        assert_eq!(
            wanted.len(),
            callers.len(),
            "{row}: a status for each caller"
        );
        let mut unspent = None;
        for ((caller, client), wanted) in callers.iter().zip(wanted) {
            let call = unspent.take().or_else(|| world.call(&operation));
            let call = call.unwrap_or_else(|| panic!("{row}: src/world.rs knows no valid call"));
            // What one does about the own account ends sessions.
            let answer = match *caller {
                "member" if is_own(&operation.path) => call.send(&member()),
                _ => call.send(client),
            };
            if answer.status != *wanted {
                wrong.push(format!("{row} by {caller}: {} for {wanted}", answer.status));
            } else if *wanted >= 400 {
                let _ = answer.clone().problem(*wanted);
            }
            // Whoever is refused has changed nothing: the same call is there for the next.
            if matches!(answer.status, 401 | 403 | 404) {
                unspent = Some(call);
            }
            if *wanted == 401 {
                let challenge = answer.header("www-authenticate").unwrap_or_default();
                assert!(challenge.starts_with("Bearer"), "{answer:?}");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_another_tenants_looks_like_what_does_not_exist() {
    let lethe = Lethe::running();
    let world = World::of(lethe.a_tenant());
    let other = lethe.a_tenant().administrator();
    for operation in openapi::operations(&lethe.nobody()) {
        let Some(call) = world.call(&operation) else {
            continue;
        };
        if call.path == call.path_of_nothing {
            continue;
        }
        let theirs = call.send(&other);
        let nothing = call.send_to(&other, &call.path_of_nothing);
        assert_eq!(
            (theirs.status, nothing.status),
            (404, 404),
            "{theirs:?}\n{nothing:?}"
        );
        let [theirs, nothing] = [theirs, nothing].map(|answer| {
            let mut problem = answer.problem(404);
            problem.as_object_mut().expect("an object").remove("trace");
            problem
        });
        assert_eq!(theirs, nothing, "{}", name(&operation));
    }
}

#[test]
fn a_token_is_taken_from_nowhere_but_the_authorization_header() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let token = tenant.token(Role::Administrator);
    let nobody = tenant.nobody();
    let _ = nobody
        .get(&format!("/v1/collections?access_token={token}"))
        .problem(401);
    for value in [
        token.to_owned(),
        format!("Basic {token}"),
        format!("Bearer  {token}x"),
        format!("Bearer {}", token.to_uppercase()),
        format!("Bearer {token} {token}"),
        "Bearer".to_owned(),
        format!("Bearer {}", "x".repeat(8_000)),
    ] {
        let headers = [("authorization", value.as_str())];
        let answer = nobody.call(&tests::Method::GET, "/v1/collections", &headers, None);
        assert_eq!(answer.status, 401, "{value:.60}: {answer:?}");
    }
}
