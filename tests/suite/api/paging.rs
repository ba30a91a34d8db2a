//! Lists are read page by page, whatever is added meanwhile.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{Lethe, data};

fn ids(items: &[Value], key: &str) -> Vec<String> {
    items
        .iter()
        .map(|item| item[key].as_str().expect("an item has its id").to_owned())
        .collect()
}

#[test]
fn every_record_that_was_there_is_seen_once_while_others_are_added() {
    let lethe = Lethe::running();
    let people = data::some_people(1, 60);
    let tenant = lethe.a_tenant().with_people(&people[..40]);
    let there: BTreeSet<String> = ids(&tenant.records("people"), "record_id")
        .into_iter()
        .collect();
    assert_eq!(there.len(), 40);

    let officer = tenant.privacy_officer();
    let (mut seen, mut path) = (
        Vec::new(),
        "/v1/collections/people/records?limit=7".to_owned(),
    );
    let mut more = people[40..].iter();
    loop {
        let page = officer.page(&path);
        assert!(page.items.len() <= 7, "a page larger than asked for");
        seen.extend(ids(&page.items, "record_id"));
        if let Some(person) = more.next() {
            let _ = tenant
                .editor()
                .post("/v1/collections/people/records", &person.row)
                .expect(201);
        }
        let Some(next) = page.next else { break };
        path = format!("/v1/collections/people/records?limit=7&after={next}");
    }
    let once: BTreeSet<String> = seen.iter().cloned().collect();
    assert_eq!(once.len(), seen.len(), "a record was seen twice");
    assert!(once.is_superset(&there), "a record was missed");
}

#[test]
fn every_list_can_be_read_one_at_a_time() {
    let lethe = Lethe::running();
    let people = data::some_people(1, 3);
    let tenant = lethe
        .a_tenant()
        .with_people(&people)
        .with_collection(&data::travel());
    for person in &people {
        let subject = tenant.subject(person);
        tenant.request("access", &subject);
        let travel = json!({"employee_no": person.number});
        let record = tenant
            .editor()
            .post("/v1/collections/travel/records", &travel)
            .expect(201);
        let place = json!({"collection": "travel", "record_id": record.text_at("/record_id")});
        tenant.restrict(&subject, &[place]);
    }
    let all = tenant.administrator();
    let subject = tenant.subject(&people[0]);
    for list in [
        "/v1/collections".to_owned(),
        "/v1/collections/people/records".to_owned(),
        "/v1/subjects".to_owned(),
        format!("/v1/subjects/{subject}/records"),
        "/v1/requests".to_owned(),
        "/v1/restrictions".to_owned(),
        "/v1/deadlines".to_owned(),
    ] {
        let whole = all.all(&list);
        let (mut single, mut path) = (Vec::new(), format!("{list}?limit=1"));
        loop {
            let page = all.page(&path);
            single.extend(page.items);
            let Some(next) = page.next else { break };
            path = format!("{list}?limit=1&after={next}");
        }
        assert_eq!(single, whole, "{list}");
    }
}

#[test]
fn a_cursor_of_another_list_or_tenant_shows_nothing_of_it() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant().with_people(&data::some_people(1, 5));
    let other = lethe.a_tenant().with_people(&data::some_people(2, 5));
    let cursor = tenant
        .editor()
        .page("/v1/subjects?limit=2")
        .next
        .expect("there are more pages");
    let path = format!("/v1/subjects?limit=200&after={cursor}");
    let answer = other.editor().get(&path);
    if answer.status == 200 {
        let own = ids(&other.editor().all("/v1/subjects"), "subject_id");
        for id in ids(
            answer.json()["items"].as_array().expect("items"),
            "subject_id",
        ) {
            assert!(own.contains(&id), "another tenant's subject");
        }
    } else {
        let _ = answer.problem(400);
    }
}

#[test]
fn the_audit_can_be_narrowed_by_action_and_time() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant().with_people(&data::some_people(1, 2));
    let events = tenant.audit();
    let action = events[0]["action"]
        .as_str()
        .expect("an event has an action");
    let same = tenant
        .auditor()
        .all(&format!("/v1/audit/events?action={action}"));
    assert!(!same.is_empty() && same.iter().all(|event| event["action"] == action));
    let later = tenant
        .auditor()
        .all("/v1/audit/events?from=2999-01-01T00:00:00Z");
    assert_eq!(later, Vec::<Value>::new());
    let earlier = tenant
        .auditor()
        .all("/v1/audit/events?to=2001-01-01T00:00:00Z");
    assert_eq!(earlier, Vec::<Value>::new());
    assert_ne!(json!(events), json!([]));
}
