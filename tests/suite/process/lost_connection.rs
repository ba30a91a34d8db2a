//! The connection to PostgreSQL breaks during a commit: the caller cannot know what became of it, and
//! finds out by sending the call again.

use std::time::{Duration, Instant};

use serde_json::json;
use tests::tenant::ndjson;
use tests::{Answer, Client, Folder, Host, Method, Tenant, data};

const IMPORT: &str = "/v1/collections/people/import";

fn import(client: &Client, key: &str) -> Answer {
    let rows = [json!({"employee_no": key, "name": "Somebody"})];
    let headers = [
        ("content-type", "application/x-ndjson"),
        ("idempotency-key", key),
    ];
    let answer = client.attempt(&Method::POST, IMPORT, &headers, Some(&ndjson(&rows)));
    answer.expect("the host answers")
}

/// Sends an import whose commit hangs as `hang` says, and breaks its connection there.
fn broken(folder: &Folder, tenant: &Tenant, key: &str, hang: &str, mend: &str) -> (u16, Answer) {
    let database = folder.database().expect("the folder is on PostgreSQL");
    database.run(hang);
    let host = Host::start(folder);
    let editor = tenant.at(host.url()).editor();
    let first = std::thread::scope(|scope| {
        let first = scope.spawn(|| import(&editor, key));
        let kill = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                    WHERE datname = current_database() AND query = 'COMMIT' AND state = 'active' \
                    AND pid <> pg_backend_pid()";
        let deadline = Instant::now() + Duration::from_secs(20);
        while database.run(kill) == "0" {
            assert!(Instant::now() < deadline, "nothing is being committed");
            std::thread::sleep(Duration::from_millis(5));
        }
        first.join().expect("the import ends").status
    });
    database.run(mend);
    host.stop();
    let host = Host::start(folder);
    let again = import(&tenant.at(host.url()).editor(), key);
    host.stop();
    (first, again)
}

fn people(folder: &Folder, tenant: &Tenant) -> usize {
    let host = Host::start(folder);
    let count = tenant.at(host.url()).records("people").len();
    host.stop();
    count
}

#[test]
fn a_commit_that_was_done_but_not_answered_is_answered_when_it_is_sent_again() {
    let folder = Folder::on_postgres();
    let host = Host::start(&folder);
    let tenant = Tenant::create(&folder, host.url()).with_people(&data::some_people(1, 1));
    host.stop();
    // It is committed, and then waits for a standby that does not exist.
    let hang = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = on', \
                current_database()); END $$";
    // Who mends it must not wait for the standby either.
    let mend = hang.replace("= on", "= local");
    let mend = format!("SET synchronous_commit = local; {mend}");
    let (first, again) = broken(&folder, &tenant, "K1", hang, &mend);
    assert!(first >= 500, "{first}");
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    let _ = again.expect(200);
    assert_eq!(people(&folder, &tenant), 2);
}

#[test]
fn a_commit_that_was_not_done_is_done_when_it_is_sent_again() {
    let folder = Folder::on_postgres();
    let host = Host::start(&folder);
    let tenant = Tenant::create(&folder, host.url()).with_people(&data::some_people(1, 1));
    host.stop();
    // The trigger runs in the commit, before it is done.
    let hang = "CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS \
                $$ BEGIN PERFORM pg_sleep(9); RETURN NULL; END $$; \
                CREATE CONSTRAINT TRIGGER linger AFTER INSERT ON idempotency \
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION linger()";
    let mend = "DROP TRIGGER linger ON idempotency";
    let (first, again) = broken(&folder, &tenant, "K2", hang, mend);
    assert!(first >= 500, "{first}");
    assert_eq!(again.header("idempotency-replayed"), None);
    let _ = again.expect(200);
    assert_eq!(people(&folder, &tenant), 2);
}
