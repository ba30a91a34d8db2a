//! Power fails at random moments of imports and erasures; nothing is lost, doubled or half done.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use fastrand::Rng;
use serde_json::{Value, json};
use tests::data::{self, Person};
use tests::tenant::ndjson;
use tests::{Answer, Client, Folder, Host, Method, Tenant, artefacts};

const CYCLES: u32 = 50;
const PEOPLE: usize = 90;

/// What was sent in one cycle, with the answer if one came.
pub(super) struct Sent {
    pub(super) key: String,
    pub(super) path: String,
    pub(super) media_type: &'static str,
    pub(super) body: Vec<u8>,
    pub(super) answer: Option<Answer>,
}

impl Sent {
    pub(super) fn send(&self, client: &Client) -> Option<Answer> {
        let headers = [
            ("content-type", self.media_type),
            ("idempotency-key", self.key.as_str()),
        ];
        client
            .attempt(&Method::POST, &self.path, &headers, Some(&self.body))
            .ok()
    }
}

/// What must be there.
#[derive(Default)]
pub(super) struct Ledger {
    /// Employee numbers of acknowledged imports.
    pub(super) there: BTreeSet<String>,
    /// Employee numbers of acknowledged erasures, with the subject they had.
    pub(super) erased: BTreeMap<String, String>,
}

/// What decides when a host dies: `LETHE_SEED`, or always the same.
pub(super) fn seed() -> u64 {
    let given = std::env::var("LETHE_SEED");
    let seed = given.ok().and_then(|seed| seed.parse().ok());
    seed.unwrap_or(2_026)
}

/// A tenant with people and their timesheets, whose notes an erasure redacts.
pub(super) fn employer(folder: &Folder, url: &str, seed: u64) -> (Tenant, Vec<Person>) {
    let people = data::some_people(seed, PEOPLE);
    let work = data::some_work(seed, &people, 4);
    let tenant = Tenant::create(folder, url)
        .with_plugin(&artefacts::plugin("redact"))
        .with_people(&people)
        .with_collection(&data::timesheets(&data::redact()))
        .with_rows("timesheets", &work.timesheets);
    (tenant, people)
}

#[test]
fn fifty_power_cuts_lose_double_and_halve_nothing() {
    let seed = seed();
    println!("LETHE_SEED={seed}");
    let mut random = Rng::with_seed(seed);
    let folder = Folder::warm();
    let mut host = Host::start(&folder);
    let (mut tenant, people) = employer(&folder, host.url(), seed);
    let hours = hours(&tenant);
    let mut ledger = Ledger::default();
    ledger
        .there
        .extend(people.iter().map(|person| person.number.clone()));
    let subjects: Vec<String> = people.iter().map(|person| tenant.subject(person)).collect();
    let mut waiting = people.iter().zip(&subjects);

    for cycle in 0..CYCLES {
        let delay = Duration::from_millis(random.u64(3..200));
        let victims: Vec<_> = waiting.by_ref().take(random.usize(1..=2)).collect();
        let (imports, erasures) = std::thread::scope(|scope| {
            let imports = scope.spawn(|| import_on(&tenant, &cycle.to_string(), || true));
            let erasures = scope.spawn(|| erase(&tenant, &cycle.to_string(), &victims));
            std::thread::sleep(delay);
            host.kill();
            (
                imports.join().expect("imports end"),
                erasures.join().expect("erasures end"),
            )
        });
        host = Host::start(&folder);
        tenant = tenant.at(host.url());
        settle(&tenant, &mut ledger, imports, erasures);
        assert_eq!(
            self::hours(&tenant),
            hours,
            "cycle {cycle}: hours were lost or doubled"
        );
    }
    assert!(
        !ledger.erased.is_empty(),
        "no erasure was ever acknowledged"
    );
    host.stop();
}

/// Imports batch after batch until the host is gone, or no more is wanted.
pub(super) fn import_on(tenant: &Tenant, cycle: &str, more: impl Fn() -> bool) -> Vec<Sent> {
    let client = tenant.editor().anew();
    let mut sent = Vec::new();
    for batch in 0.. {
        let rows: Vec<Value> = (0..25)
            .map(
                |nth| json!({"employee_no": format!("C{cycle}-{batch}-{nth}"), "name": "Somebody"}),
            )
            .collect();
        let mut one = Sent {
            key: format!("import-{cycle}-{batch}"),
            path: "/v1/collections/people/import".to_owned(),
            media_type: "application/x-ndjson",
            body: ndjson(&rows),
            answer: None,
        };
        one.answer = one.send(&client);
        let gone = one.answer.is_none();
        sent.push(one);
        if gone || !more() {
            break;
        }
    }
    sent
}

/// Files and carries out an erasure for each of these people, until the host is gone.
pub(super) fn erase(
    tenant: &Tenant,
    cycle: &str,
    victims: &[(&Person, &String)],
) -> Vec<(String, String, Sent)> {
    let client = tenant.privacy_officer().anew();
    let mut sent = Vec::new();
    for (nth, (person, subject)) in victims.iter().enumerate() {
        let body = json!({
            "kind": "erasure", "subject_id": subject, "identity": {"method": "passport-seen"},
        });
        let filed = Sent {
            key: format!("request-{cycle}-{nth}"),
            path: "/v1/requests".to_owned(),
            media_type: "application/json",
            body: body.to_string().into_bytes(),
            answer: None,
        };
        let Some(answer) = filed.send(&client) else {
            break;
        };
        let request = answer.expect(201).text_at("/request_id");
        let mut one = Sent {
            key: format!("erase-{cycle}-{nth}"),
            path: format!("/v1/requests/{request}/execution"),
            media_type: "application/json",
            body: Vec::new(),
            answer: None,
        };
        one.answer = one.send(&client);
        let gone = one.answer.is_none();
        sent.push((person.number.clone(), (*subject).clone(), one));
        if gone {
            break;
        }
    }
    sent
}

/// After the restart: what was acknowledged is there, what was not is whole or absent, and sending
/// either again gives the answer that was or would have been given, once.
pub(super) fn settle(
    tenant: &Tenant,
    ledger: &mut Ledger,
    imports: Vec<Sent>,
    erasures: Vec<(String, String, Sent)>,
) {
    let found = numbers(tenant);
    let officer = tenant.privacy_officer();
    for request in officer.all("/v1/requests") {
        assert_ne!(
            request["state"], "in-progress",
            "a request is half done: {request}"
        );
    }
    for number in &ledger.there {
        let unsettled = erasures.iter().any(|(of, ..)| of == number);
        assert!(
            unsettled || found.contains(number),
            "{number} was acknowledged and is lost"
        );
    }
    for (number, subject) in &ledger.erased {
        assert!(!found.contains(number), "{number} was erased and is back");
        let _ = officer.get(&format!("/v1/subjects/{subject}")).problem(404);
    }
    for sent in imports {
        let rows = rows_of(&sent);
        let there = rows.iter().filter(|number| found.contains(*number)).count();
        let whole = there == rows.len();
        assert!(
            whole || there == 0,
            "{}: half of an import is there",
            sent.key
        );
        assert!(
            whole || sent.answer.is_none(),
            "{} was acknowledged and is lost",
            sent.key
        );
        answered_again(&tenant.editor(), &sent);
        ledger.there.extend(rows);
    }
    for (number, subject, sent) in erasures {
        let there = officer.get(&format!("/v1/subjects/{subject}")).status;
        let gone = there == 404;
        assert_eq!(
            found.contains(&number),
            !gone,
            "{number}: half erased ({there})"
        );
        assert!(
            gone || sent.answer.is_none(),
            "{number}: the erasure was acknowledged and is lost"
        );
        answered_again(&officer, &sent);
        let _ = officer.get(&format!("/v1/subjects/{subject}")).problem(404);
        ledger.there.remove(&number);
        ledger.erased.insert(number, subject);
    }
    let found = numbers(tenant);
    assert_eq!(
        found, ledger.there,
        "what is there is not what was acknowledged"
    );
}

fn answered_again(client: &Client, sent: &Sent) {
    let again = sent.send(client).expect("the host answers").expect(200);
    if let Some(answer) = &sent.answer {
        assert_eq!(
            answer.clone().expect(200).json(),
            again.json(),
            "{}",
            sent.key
        );
    }
}

/// The employee numbers that are there; each must be there once.
fn numbers(tenant: &Tenant) -> BTreeSet<String> {
    let mut numbers = BTreeSet::new();
    for record in tenant.records("people") {
        let number = record["fields"]["employee_no"]
            .as_str()
            .expect("a person has a number");
        assert!(numbers.insert(number.to_owned()), "{number} is there twice");
    }
    numbers
}

fn rows_of(sent: &Sent) -> Vec<String> {
    let rows = sent
        .body
        .split(|byte| *byte == b'\n')
        .filter(|row| !row.is_empty());
    let rows = rows.map(|row| serde_json::from_slice::<Value>(row).expect("a row"));
    rows.map(|row| row["employee_no"].as_str().unwrap_or_default().to_owned())
        .collect()
}

/// Hours and number of timesheets: exact, for hours are quarters.
pub(super) fn hours(tenant: &Tenant) -> (usize, f64) {
    let sheets = tenant.records("timesheets");
    let hours = sheets
        .iter()
        .map(|sheet| sheet["fields"]["hours"].as_f64().unwrap_or(f64::NAN));
    (sheets.len(), hours.sum())
}
