//! Until when requests must be answered, where the tenant is (Art. 12(3) GDPR).

use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};
use tests::{Lethe, Tenant, data};

/// A tenant of one person; gives the subject.
fn one_person(lethe: &Lethe) -> (Tenant, String) {
    let people = data::some_people(21, 1);
    let tenant = lethe.a_tenant().with_people(&people);
    let subject = tenant.subject(&people[0]);
    (tenant, subject)
}

fn request(tenant: &Tenant, id: &str) -> Value {
    let path = format!("/v1/requests/{id}");
    tenant.privacy_officer().get(&path).expect(200).json()
}

fn date(value: &Value) -> Date {
    let text = value.as_str().expect("a date");
    text.parse().expect("a date")
}

fn time(value: &Value) -> Timestamp {
    let text = value.as_str().expect("a time");
    text.parse().expect("a time")
}

fn is_weekend(day: Date) -> bool {
    [Weekday::Saturday, Weekday::Sunday].contains(&day.weekday())
}

/// So many months after the day of receipt, or the first day after that is no weekend.
fn months_after(received: &Value, zone: &str, months: i32) -> Date {
    let received = time(received).in_tz(zone).expect("a zone").date();
    let mut day = received.checked_add(months.months()).expect("a day");
    while is_weekend(day) {
        day = day.tomorrow().expect("a day");
    }
    day
}

#[test]
fn a_request_is_due_one_month_after_it_was_received_where_the_tenant_is() {
    let lethe = Lethe::running();
    let (tenant, subject) = one_person(&lethe);
    // No weekend there, where nobody lives: the two ends of the earth have another date for most of a day.
    for zone in ["Etc/UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"] {
        let settings = json!({"time_zone": zone, "member_state": null});
        let officer = tenant.privacy_officer();
        assert_eq!(
            officer.put("/v1/settings", &settings).expect(200).json()["time_zone"],
            zone
        );
        let found = request(&tenant, &tenant.request("access", &subject));
        let deadline = &found["deadline"];
        let day = months_after(&found["received_at"], zone, 1);
        assert_eq!(date(&deadline["due_on"]), day, "{found}");
        let end = day.tomorrow().expect("a day").in_tz(zone).expect("a zone");
        assert_eq!(time(&deadline["due_at"]), end.timestamp(), "{found}");
        assert_eq!(deadline["overdue"], false);
    }
}

#[test]
fn a_day_on_which_nobody_works_is_not_the_last() {
    let lethe = Lethe::running();
    let (tenant, subject) = one_person(&lethe);
    let before = request(&tenant, &tenant.request("access", &subject));
    let day = date(&before["deadline"]["due_on"]);
    let settings =
        json!({"time_zone": "Etc/UTC", "member_state": null, "holidays": [day.to_string()]});
    let _ = tenant
        .privacy_officer()
        .put("/v1/settings", &settings)
        .expect(200);
    let after = request(&tenant, &tenant.request("access", &subject));
    let moved = date(&after["deadline"]["due_on"]);
    assert!(moved > day && !is_weekend(moved), "{day} {moved}");
    // What was received before keeps the end that it had.
    let kept = request(&tenant, before["request_id"].as_str().unwrap_or_default());
    assert_eq!(kept["deadline"], before["deadline"]);
}

#[test]
fn settings_that_make_no_calendar_are_refused_and_change_nothing() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let officer = tenant.privacy_officer();
    let usual = officer.get("/v1/settings").expect(200).json();
    assert_eq!(
        usual,
        json!({
            "time_zone": "Etc/UTC", "member_state": null, "holidays": [],
            "plugins": {"allow_unsigned": false, "suspend_after": 5},
            "audit": {"keep_days": null},
            "erasure": {"undo_days": 0},
        })
    );
    for (settings, place) in [
        (
            json!({"time_zone": "Mars/Olympus", "member_state": null}),
            "/time_zone",
        ),
        (
            json!({"time_zone": "Etc/UTC", "member_state": "XX"}),
            "/member_state",
        ),
        (
            json!({"time_zone": "Etc/UTC", "member_state": null, "holidays": ["2026-02-30"]}),
            "/holidays/0",
        ),
        (
            json!({"time_zone": "Etc/UTC", "member_state": null, "erasure": {"undo_days": 26}}),
            "/erasure/undo_days",
        ),
    ] {
        let problem = officer.put("/v1/settings", &settings).problem(422);
        assert_eq!(problem["errors"][0]["pointer"], place, "{problem}");
    }
    assert_eq!(officer.get("/v1/settings").expect(200).json(), usual);
}

#[test]
fn the_clock_stands_while_nobody_knows_who_asks() {
    let lethe = Lethe::running();
    let (tenant, subject) = one_person(&lethe);
    let officer = tenant.privacy_officer();
    let body = json!({"kind": "access", "subject_id": subject});
    let id = officer
        .post("/v1/requests", &body)
        .expect(201)
        .text_at("/request_id");
    let path = |step: &str| format!("/v1/requests/{id}/{step}");
    let reason = json!({"reason": "the address is not the one we know"});
    let _ = officer.post(&path("pause"), &reason).expect(200);
    let stands = request(&tenant, &id);
    assert_eq!(stands["deadline"]["due_on"], Value::Null);
    assert!(stands["deadline"]["paused_at"].is_string());
    let _ = officer.post(&path("pause"), &reason).problem(409);
    let verified = json!({"method": "passport-seen"});
    let _ = officer.post(&path("verification"), &verified).expect(200);
    let runs = request(&tenant, &id);
    assert_eq!(runs["deadline"]["paused_at"], Value::Null);
    let last = date(&runs["deadline"]["due_on"]);
    assert!(last >= months_after(&runs["received_at"], "Etc/UTC", 1));
    // Who is known is not asked again.
    let _ = officer.post(&path("pause"), &reason).problem(409);
}

#[test]
fn a_period_is_extended_once_by_two_months_with_a_reason() {
    let lethe = Lethe::running();
    let (tenant, subject) = one_person(&lethe);
    let officer = tenant.privacy_officer();
    let id = tenant.request("erasure", &subject);
    let path = format!("/v1/requests/{id}/extension");
    let _ = officer.post(&path, &json!({"reason": " "})).problem(422);
    let reason = json!({"reason": "forty systems must be searched"});
    let _ = officer.post(&path, &reason).expect(200);
    let found = request(&tenant, &id);
    assert_eq!(
        date(&found["deadline"]["due_on"]),
        months_after(&found["received_at"], "Etc/UTC", 3)
    );
    let step = found["steps"].as_array().and_then(|steps| steps.last());
    let step = step.expect("a step");
    assert_eq!(
        (&step["event"], &step["note"]),
        (&json!("extend"), &reason["reason"])
    );
    let _ = officer.post(&path, &reason).problem(409);
    // What is settled is not extended.
    let settled = tenant.request("access", &subject);
    let _ = tenant.execute(&settled).expect(200);
    let _ = officer
        .post(&format!("/v1/requests/{settled}/extension"), &reason)
        .problem(409);
}

#[test]
fn what_is_due_is_listed_until_it_is_settled() {
    let lethe = Lethe::running();
    let (tenant, subject) = one_person(&lethe);
    let officer = tenant.privacy_officer();
    let [late, next, done] =
        ["erasure", "portability", "access"].map(|kind| tenant.request(kind, &subject));
    let reason = json!({"reason": "forty systems must be searched"});
    let _ = officer
        .post(&format!("/v1/requests/{late}/extension"), &reason)
        .expect(200);
    let _ = tenant.execute(&done).expect(200);
    let listed = |path: &str| -> Vec<String> {
        let items = officer.all(path);
        items
            .iter()
            .map(|item| item["request_id"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    assert_eq!(listed("/v1/deadlines"), [next.clone(), late.clone()]);
    let soon = request(&tenant, &next)["deadline"]["due_at"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    assert_eq!(
        listed(&format!("/v1/deadlines?before={soon}")),
        Vec::<String>::new()
    );
    let later = time(&json!(soon)) + 1.hours();
    assert_eq!(listed(&format!("/v1/deadlines?before={later}")), [next]);
    let settled = request(&tenant, &done);
    assert!(settled["deadline"]["settled_at"].is_string());
    assert_eq!(settled["deadline"]["overdue"], false);
}

#[test]
fn the_calendar_has_an_entry_for_each_open_request_and_no_personal_data() {
    let lethe = Lethe::running();
    let people = data::some_people(22, 2);
    let tenant = lethe.a_tenant().with_people(&people);
    let ids =
        [0, 1].map(|person: usize| tenant.request("access", &tenant.subject(&people[person])));
    let answer = tenant.auditor().get("/v1/deadlines.ics").expect(200);
    assert_eq!(
        answer.header("content-type"),
        Some("text/calendar; charset=utf-8")
    );
    let text = answer.text();
    assert!(
        text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"),
        "{text}"
    );
    for line in text.split("\r\n") {
        assert!(line.len() <= 75 && !line.contains('\n'), "{line:?}");
    }
    // RFC 5545, 3.1: a line that is folded goes on after a space.
    let text = text.replace("\r\n ", "");
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 2, "{text}");
    for id in &ids {
        let found = request(&tenant, id);
        let day = date(&found["deadline"]["due_on"])
            .strftime("%Y%m%d")
            .to_string();
        assert!(text.contains(&format!("UID:{id}@lethe")), "{text}");
        assert!(
            text.contains(&format!("DTSTART;VALUE=DATE:{day}")),
            "{text}"
        );
    }
    assert!(text.contains("VERSION:2.0") && text.contains("PRODID:") && text.contains("DTSTAMP:"));
    for mark in people.iter().flat_map(|person| &person.marks) {
        assert!(!text.contains(mark.as_str()), "{mark:?} in {text}");
    }
    // It says the same when nothing changed.
    assert_eq!(
        tenant.auditor().get("/v1/deadlines.ics").text(),
        answer.text()
    );
}
