//! What time and restarts do to sessions and guesses. The clock is the machine's, so the story sets back what was kept.

use serde_json::json;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use tests::accounts::{PASSWORD, Person};
use tests::{Folder, Host, Tenant};

/// Moves times of all sessions into the past, as if so many minutes had gone by.
fn set_back(folder: &Folder, column: &str, minutes: i64) {
    sql(
        folder,
        format!(
            "UPDATE token SET {column} = {column} - {minutes} * 60000 WHERE account_id IS NOT NULL"
        ),
    );
}

/// Runs SQL on the folder's database, as another program could.
fn sql(folder: &Folder, statement: String) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let options = SqliteConnectOptions::new().filename(folder.data().join("lethe.db"));
        let mut connection = options.connect().await.expect("the database opens");
        let done = sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&mut connection)
            .await;
        done.expect("the statement runs");
        connection.close().await.expect("the database closes");
    });
}

#[test]
fn what_is_dangerous_wants_a_proof_of_the_last_five_minutes() {
    let folder = Folder::with_file();
    let host = Host::start(&folder);
    let tenant = Tenant::create(&folder, host.url());
    let person = Person::with_role(&tenant, "pat@acme.example", "administrator");
    let other = Person::of(&tenant, "kim@acme.example");
    let digest = tenant.upload(&tests::artefacts::plugin("redact"));
    let session = person.session();
    set_back(&folder, "authenticated_at_ms", 6);
    let nothing = "01890000-0000-7000-8000-000000000000";
    let refused = [
        session.put(
            &format!("/v1/accounts/{}/role", other.account_id),
            &json!({"role": "editor"}),
        ),
        session.post("/v1/accounts", &json!({"login": "x", "display_name": "x"})),
        session.act(&format!("/v1/requests/{nothing}/execution")),
        session.get(&format!("/v1/requests/{nothing}/answer")),
        session.act(&format!("/v1/plugins/{digest}/approval")),
        session.put(
            &format!("/v1/accounts/{}/membership", other.account_id),
            &json!({"groups": ["hr"], "type": null}),
        ),
        session.put("/v1/collections/people/visibility", &json!({"rules": []})),
        session.delete("/v1/collections/people/visibility"),
        session.put("/v1/password-policy", &json!({"profile": "classic"})),
    ];
    for answer in refused {
        let challenge = answer.header("www-authenticate").unwrap_or_default();
        assert!(
            challenge.contains("error=\"insufficient_user_authentication\""),
            "{answer:?}"
        );
        assert!(challenge.contains("max_age=\"300\""), "{answer:?}");
        assert_eq!(answer.problem(401)["code"], "step-up-needed");
    }
    // Everything else goes on, and so does a program's token.
    let _ = session.get("/v1/collections").expect(200);
    let proof = json!({ "password": PASSWORD });
    let _ = session.post("/v1/step-up", &proof).expect(200);
    let approved = session.act(&format!("/v1/plugins/{digest}/approval"));
    let _ = approved.expect(200);
}

#[test]
fn a_session_that_nobody_uses_ends_and_one_that_is_used_goes_on() {
    let folder = Folder::with_file();
    let host = Host::start(&folder);
    let tenant = Tenant::create(&folder, host.url());
    let person = Person::with_role(&tenant, "pat@acme.example", "editor");
    let session = person.session();
    for _ in 0..3 {
        set_back(&folder, "used_at_ms", 29);
        let _ = session.get("/v1/profile").expect(200);
    }
    set_back(&folder, "used_at_ms", 31);
    let _ = session.get("/v1/profile").problem(401);
    // However it is used, it is over after twelve hours.
    let session = person.session();
    set_back(&folder, "expires_at_ms", 12 * 60);
    let _ = session.get("/v1/profile").problem(401);
}

#[test]
fn guesses_are_not_forgotten_by_a_host_that_is_killed() {
    let folder = Folder::with_file();
    let host = Host::start(&folder);
    let tenant = Tenant::create(&folder, host.url());
    let person = Person::of(&tenant, "pat@acme.example");
    let session = person.session();
    for _ in 0..5 {
        let _ = person
            .try_with("not it, surely not", &json!({}))
            .problem(401);
    }
    host.kill();
    let host = Host::start(&folder);
    let again = tenant.at(host.url());
    let sign_in = person.sign_in(PASSWORD, &json!({}));
    let _ = again.nobody().post("/v1/sign-in", &sign_in).problem(429);
    // Sessions are not forgotten either.
    let _ = session.moved_to(host.url()).get("/v1/profile").expect(200);
}

#[test]
fn a_password_that_has_expired_is_replaced_on_the_way_in() {
    let folder = Folder::with_file();
    let host = Host::start(&folder);
    let tenant = Tenant::create(&folder, host.url());
    let policy = json!({"profile": "classic", "expires_after_days": 30});
    let (person, secret) = Person::invite(&tenant, "pat@acme.example");
    let _ = person
        .activate(&secret, "seven Teal herons wade 7!")
        .expect(200);
    sql(
        &folder,
        "UPDATE account SET password_changed_at_ms = 0".to_owned(),
    );
    let old = "seven Teal herons wade 7!";
    let _ = person.try_with(old, &json!({})).expect(200);
    let _ = tenant
        .administrator()
        .put("/v1/password-policy", &policy)
        .expect(200);
    let expired = person.try_with(old, &json!({})).problem(403);
    assert_eq!(expired["code"], "password-expired", "{expired}");
    let same = json!({ "new_password": old });
    let _ = person.try_with(old, &same).problem(422);
    let new = json!({"new_password": "Eight 8 ochre storks fly!"});
    let _ = person.try_with(old, &new).expect(200);
    let _ = person
        .try_with("Eight 8 ochre storks fly!", &json!({}))
        .expect(200);
}
