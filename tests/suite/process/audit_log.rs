//! The audit log is checked by those who did not write it: with `lethe audit`, with a program in another language, and
//! after somebody changed the database.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tests::{Folder, Host, Role, Tenant, artefacts, data};

/// A tenant with a log, and what its auditor has.
struct Auditor {
    place: tempfile::TempDir,
    url: String,
    token: String,
}

impl Auditor {
    fn of(tenant: &Tenant) -> Self {
        Self {
            place: tempfile::tempdir().expect("a folder"),
            url: tenant.nobody().url().to_owned(),
            token: tenant.token(Role::Auditor).to_owned(),
        }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.place.path().join(name)
    }

    /// Runs `lethe audit`; gives whether it is satisfied, and what it says.
    fn audit(&self, arguments: &[&str]) -> (bool, String) {
        let mut lethe = Command::new(artefacts::program());
        lethe
            .arg("audit")
            .args(arguments)
            .current_dir(self.place.path());
        lethe
            .env("LETHE_URL", &self.url)
            .env("LETHE_TOKEN", &self.token);
        let output = lethe.output().expect("the program under test can be run");
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        (output.status.success(), said)
    }

    fn fetches(&self, name: &str) -> Vec<String> {
        let (is_good, said) = self.audit(&["fetch", name]);
        assert!(is_good, "{said}");
        let text = fs::read_to_string(self.path(name)).expect("the log");
        text.lines().map(str::to_owned).collect()
    }

    fn verifies(&self, lines: &[String], more: &[&str]) -> (bool, String) {
        fs::write(self.path("tried.log"), lines.join("\n") + "\n").expect("a file");
        self.audit(&[&["verify", "tried.log"], more].concat())
    }
}

fn scene(folder: &Folder) -> (Host, Tenant, Auditor) {
    let host = Host::start(folder);
    let tenant = Tenant::create(folder, host.url()).with_people(&data::some_people(81, 6));
    for _ in 0..3 {
        let _ = tenant.records("people");
    }
    let auditor = Auditor::of(&tenant);
    (host, tenant, auditor)
}

#[test]
fn a_log_that_was_fetched_is_verified_offline_and_every_change_of_it_is_found() {
    let folder = Folder::warm();
    let (host, tenant, auditor) = scene(&folder);
    let earlier = auditor.fetches("earlier.log");
    let _ = tenant.records("people");
    let lines = auditor.fetches("later.log");
    assert!(lines.len() > earlier.len());
    host.stop();
    let (is_good, said) = auditor.verifies(&lines, &["--since", "earlier.log"]);
    assert!(is_good, "{said}");

    for at in 1..lines.len() {
        let mut without = lines.clone();
        drop(without.remove(at));
        let mut twice = lines.clone();
        twice.insert(at, lines[at].clone());
        let mut changed = lines.clone();
        let mut event: Value = serde_json::from_str(&changed[at]).expect("an event");
        event["action"] = "subject.viewed.by-nobody".into();
        changed[at] = event.to_string();
        let mut swapped = lines.clone();
        swapped.swap(at, if at == 1 { 2 } else { at - 1 });
        for (what, tampered) in [
            ("one is missing", without),
            ("one is there twice", twice),
            ("one was changed", changed),
            ("two were swapped", swapped),
        ] {
            let (is_good, said) = auditor.verifies(&tampered, &[]);
            assert!(!is_good, "line {at}: {what}: {said}");
            assert_eq!(said.lines().count(), 1, "{said}");
        }
    }
    let mut head: Value = serde_json::from_str(&lines[0]).expect("the head");
    let checkpoint = head["checkpoint"]
        .as_str()
        .expect("a checkpoint")
        .to_owned();
    for changed in [
        checkpoint.replacen("lethe/", "lethf/", 1),
        checkpoint.replace("\n\n", "\nanother line\n\n"),
        checkpoint.trim_end().to_owned(),
    ] {
        head["checkpoint"] = changed.into();
        let mut tampered = lines.clone();
        tampered[0] = head.to_string();
        let (is_good, said) = auditor.verifies(&tampered, &[]);
        assert!(!is_good, "{said}");
    }
    // A log that was cut back does not continue what was seen of it.
    let (is_good, said) = auditor.verifies(&earlier, &["--since", "later.log"]);
    assert!(!is_good && said.contains("does not continue"), "{said}");
}

#[test]
fn whoever_changes_the_database_is_found_by_who_kept_a_log_of_before() {
    let folder = Folder::with_file();
    if folder.database().is_some() {
        println!("NOT TRIED: only a SQLite file can be changed without a password");
        return;
    }
    let (host, _, auditor) = scene(&folder);
    let _ = auditor.fetches("before.log");
    host.stop();
    let database = folder.data().join("lethe.db");
    tamper(&database);
    let host = Host::start(&folder);
    let auditor = Auditor {
        url: host.url().to_owned(),
        ..auditor
    };
    let (is_good, said) = auditor.audit(&["fetch", "after.log"]);
    assert!(is_good, "{said}");
    let (is_good, said) = auditor.audit(&["verify", "after.log"]);
    assert!(!is_good, "{said}");
}

/// Changes an event as somebody with the file would, past the trigger.
fn tamper(database: &Path) {
    let script = "import sqlite3, sys\n\
        db = sqlite3.connect(sys.argv[1])\n\
        db.execute('DROP TRIGGER audit_event_update_refused')\n\
        db.execute(\"UPDATE audit_event SET label = 'somebody else' WHERE seq = 3\")\n\
        db.commit()\n";
    let mut python = Command::new("python3");
    let ran = python.args(["-c", script]).arg(database).status();
    assert!(ran.expect("python3 can be run").success());
}

/// RFC 6962 and RFC 8785 in twenty lines of another language, with nothing of ours.
const PYTHON: &str = r#"
import base64, hashlib, json, sys

def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

def leaf(entry):
    return hashlib.sha256(b"\x00" + entry).digest()

def root(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + root(leaves[:half]) + root(leaves[half:])).digest()

lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
checkpoint = json.loads(lines[0])["checkpoint"].split("\n")
leaves = [leaf(canonical(json.loads(line))) for line in lines[1:]]
assert int(checkpoint[1]) == len(leaves), (checkpoint, len(leaves))
assert base64.b64decode(checkpoint[2]) == root(leaves)
print("verified", len(leaves))
"#;

#[test]
fn another_program_comes_to_the_same_tree() {
    let folder = Folder::warm();
    let (_host, _, auditor) = scene(&folder);
    let lines = auditor.fetches("fetched.log");
    let ran = Command::new("python3")
        .args(["-c", PYTHON])
        .arg(auditor.path("fetched.log"))
        .output()
        .expect("python3 can be run");
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    let complained = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(ran.status.success(), "{complained}");
    assert_eq!(said.trim(), format!("verified {}", lines.len() - 1));
}

/// Runs `lethe verify certificate`; gives whether it is satisfied, and what it says.
fn verify(auditor: &Auditor, certificate: &Value, more: &[&str]) -> (bool, String) {
    let file = auditor.path("certificate.json");
    fs::write(&file, certificate.to_string()).expect("a file");
    let mut lethe = Command::new(artefacts::program());
    lethe.args(["verify", "certificate"]).arg(&file).args(more);
    let output = lethe.output().expect("the program under test can be run");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    (output.status.success(), said)
}

#[test]
fn an_erasure_has_a_certificate_that_is_verified_offline_and_cannot_be_changed() {
    let folder = Folder::warm();
    let (host, tenant, auditor) = scene(&folder);
    let people = data::some_people(81, 6);
    let request = tenant.request("erasure", &tenant.subject(&people[2]));
    let path = format!("/v1/requests/{request}/certificate");
    let client = tenant.auditor();
    let _ = client.get(&path).problem(409);
    let _ = tenant.execute(&request).expect(200);
    let key = client
        .get("/v1/audit/tree")
        .expect(200)
        .text_at("/verifier_key");
    let certificate = client.get(&path).expect(200).json();
    let other = Tenant::create(&folder, host.url()).auditor();
    let others = other
        .get("/v1/audit/tree")
        .expect(200)
        .text_at("/verifier_key");
    host.stop();
    assert_eq!(certificate["keys_destroyed"]["subject"], 1);
    assert_eq!(certificate["outcome"]["collections"][0]["records"], 1);
    let text = certificate.to_string();
    assert!(
        people[2].marks.iter().all(|mark| !text.contains(mark)),
        "{text}"
    );
    for more in [&[][..], &["--key", key.as_str()]] {
        let (is_good, said) = verify(&auditor, &certificate, more);
        assert!(is_good && said.contains(&request), "{said}");
    }
    let (is_good, said) = verify(&auditor, &certificate, &["--key", &others]);
    assert!(!is_good, "{said}");
    for (pointer, value) in [
        ("/completed_at", "2026-01-01T00:00:00Z".into()),
        ("/request_id", "01890a5d-ac96-774b-bcce-b302099a8057".into()),
        ("/keys_destroyed/subject", 2.into()),
        ("/outcome/collections/0/records", 7.into()),
        ("/log/event/seq", 1.into()),
        ("/log/inclusion/0", "AAAA".into()),
        ("/log", Value::Null),
        ("/signature/ed25519", "AAAA".into()),
        ("/signature/verifier_key", others.as_str().into()),
        ("/type", "lethe:certificate-of-erasure:2".into()),
    ] {
        let mut tampered = certificate.clone();
        *tampered.pointer_mut(pointer).expect("a member") = value;
        let (is_good, said) = verify(&auditor, &tampered, &[]);
        assert!(!is_good, "{pointer}: {said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}
