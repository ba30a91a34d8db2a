//! Time in which an erasure that was decided on can be undone; until it is over nothing is processed (Art. 17 GDPR).

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tests::{Lethe, Tenant, data};

/// A tenant that can undo erasures for three days, a person, and a request to erase that person.
struct Pending {
    tenant: Tenant,
    person: data::Person,
    request: String,
}

impl Pending {
    fn new(lethe: &Lethe) -> Self {
        let mut people = data::some_people(81, 2);
        let tenant = lethe.a_tenant().with_people(&people);
        tenant.set("erasure", "undo_days", 3);
        let person = people.swap_remove(0);
        let request = tenant.request("erasure", &tenant.subject(&person));
        Self {
            tenant,
            person,
            request,
        }
    }

    fn found(&self) -> Value {
        let path = format!("/v1/requests/{}", self.request);
        self.tenant.auditor().get(&path).expect(200).json()
    }

    fn act(&self, verb: &str) -> tests::Answer {
        let path = format!("/v1/requests/{}/{verb}", self.request);
        self.tenant.privacy_officer().act(&path)
    }

    fn is_seen(&self) -> bool {
        let email = self.person.row["email"].as_str().unwrap_or_default();
        self.tenant.look_up("people", "email", email).is_some()
    }
}

#[test]
fn r7_an_erasure_waits_while_it_can_be_undone_and_everything_is_restricted_meanwhile() {
    let lethe = Lethe::running();
    let pending = Pending::new(&lethe);
    assert!(pending.is_seen());
    let executed = pending.tenant.execute(&pending.request).expect(200).json();
    assert_eq!(executed["state"], "in-progress", "{executed}");
    let found = pending.found();
    assert_eq!(found["undo_until"], executed["outcome"]["undo_until"]);
    let until: Timestamp = found["undo_until"].as_str().unwrap().parse().unwrap();
    let left = until.duration_since(Timestamp::now());
    let days = |hours| SignedDuration::from_hours(hours);
    assert!(days(71) < left && left <= days(72), "{found}");
    assert!(!pending.is_seen(), "nothing is processed");
    let restriction = found["restriction_id"].as_str().unwrap();
    let path = format!("/v1/restrictions/{restriction}");
    let restriction = pending.tenant.auditor().get(&path).expect(200).json();
    assert_eq!(restriction["ground"], "erasure-pending");
    let notice = serde_json::json!({"text": "it will be lifted"});
    let officer = pending.tenant.privacy_officer();
    let _ = officer
        .post(&format!("{path}/notice"), &notice)
        .problem(409);
    // Once is enough.
    let _ = pending.tenant.execute(&pending.request).problem(409);
    // The subject has a right to a copy until then.
    let copy = pending
        .tenant
        .request("access", found["subject_id"].as_str().unwrap());
    let _ = pending.tenant.execute(&copy).expect(200);
    let copy = officer
        .get(&format!("/v1/requests/{copy}/answer"))
        .expect(200);
    assert!(copy.text().contains(&pending.person.number));
}

#[test]
fn r7_an_erasure_that_is_undone_has_changed_nothing_and_can_be_executed_again() {
    let lethe = Lethe::running();
    let pending = Pending::new(&lethe);
    let _ = pending.act("undo").problem(409);
    let _ = pending.tenant.execute(&pending.request).expect(200);
    let undone = pending.act("undo").expect(200).json();
    assert_eq!(undone["state"], "identity-verified");
    assert!(pending.is_seen());
    let events = pending.tenant.audit();
    for action in ["restriction.imposed", "restriction.lifted"] {
        assert!(events.iter().any(|event| event["action"] == action));
    }
    let found = pending.found();
    assert_eq!(found["undo_until"], Value::Null, "{found}");
    let steps = found["steps"].as_array().unwrap();
    assert_eq!(steps[steps.len() - 1]["event"], "undo");
    let _ = pending.act("undo").problem(409);

    let _ = pending.tenant.execute(&pending.request).expect(200);
    assert!(!pending.is_seen());
    let _ = pending.act("undo").expect(200);
    pending.tenant.set("erasure", "undo_days", 0);
    let done = pending.tenant.execute(&pending.request).expect(200).json();
    assert_eq!(done["state"], "completed", "{done}");
    assert!(!pending.is_seen());
    let _ = pending.act("undo").problem(409);
}

#[test]
fn r7_an_erasure_that_is_refused_while_it_waits_is_not_done() {
    let lethe = Lethe::running();
    let pending = Pending::new(&lethe);
    let _ = pending.tenant.execute(&pending.request).expect(200);
    let path = format!("/v1/requests/{}/refusal", pending.request);
    let reason = serde_json::json!({"reason": "the records are needed in court"});
    let officer = pending.tenant.privacy_officer();
    let _ = officer.post(&path, &reason).expect(200);
    assert!(pending.is_seen());
    assert_eq!(pending.found()["undo_until"], Value::Null);
    let _ = pending.act("undo").problem(409);
}

#[test]
fn nobody_asks_for_the_restriction_of_a_pending_erasure() {
    let lethe = Lethe::running();
    let pending = Pending::new(&lethe);
    let subject = pending.tenant.subject(&pending.person);
    let wanted = serde_json::json!({"restriction": {"ground": "erasure-pending"}});
    let refused = pending
        .tenant
        .file("restriction", &subject, &wanted)
        .problem(422);
    let pointer = refused["errors"][0]["pointer"].as_str().unwrap();
    assert!(pointer.ends_with("/restriction/ground"), "{refused}");
}
