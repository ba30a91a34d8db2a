//! A breach has a clock, phases and a scope that the log of views knows.

use serde_json::{Value, json};
use tests::archive::Archive;
use tests::{Client, Lethe, Tenant, data};

fn enter(officer: &Client, breach: &Value) -> String {
    let entered = officer.post("/v1/breaches", breach).expect(201);
    format!("/v1/breaches/{}", entered.text_at("/id"))
}

fn missing(officer: &Client, path: &str) -> Vec<String> {
    let breach = officer.get(path).expect(200).json();
    let missing = breach["missing"].as_array().expect("a list").clone();
    missing
        .iter()
        .filter_map(|found| found["pointer"].as_str().map(str::to_owned))
        .collect()
}

#[test]
fn b1_the_clock_of_a_breach_runs_72_hours_from_awareness() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let officer = tenant.privacy_officer();
    let path = enter(&officer, &data::breach());
    let clock = officer.get(&path).expect(200).json()["clock"].clone();
    assert_eq!(clock["hours"], 72);
    assert_eq!(clock["due_at"], "2026-03-30T18:00:00Z");
    assert_eq!(clock["is_late"], true, "March is over");
    let mut fresh = data::breach();
    let now = jiff::Timestamp::now();
    fresh["aware_at"] = json!(now.to_string());
    let path = enter(&officer, &fresh);
    let clock = officer.get(&path).expect(200).json()["clock"].clone();
    assert_eq!(clock["is_late"], false);
    let left = clock["minutes_left"].as_i64().expect("a number");
    assert!((72 * 60 - 2..72 * 60).contains(&left), "{clock}");
    fresh["aware_at"] = json!("2999-01-01T00:00:00Z");
    let problem = officer.post("/v1/breaches", &fresh).problem(422);
    assert_eq!(problem["errors"][0]["pointer"], "/aware_at");
}

#[test]
fn b1_a_breach_is_told_in_phases_until_nothing_is_missing() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let officer = tenant.privacy_officer();
    let path = enter(&officer, &data::breach());
    let first = missing(&officer, &path);
    for wanted in [
        "/subjects",
        "/consequences",
        "/measures",
        "/risk",
        "/authority_notified_at",
    ] {
        assert!(
            first.iter().any(|found| found == wanted),
            "{wanted}: {first:?}"
        );
    }
    let mut breach = data::breach();
    for (member, value) in [
        ("subject_categories", json!(["employees"])),
        ("subjects", json!(120)),
        ("record_categories", json!(["contact data"])),
        ("records", json!(240)),
        ("consequences", json!("unwanted mail")),
        ("measures", json!("the token was revoked")),
        ("risk", json!("high")),
        ("authority_notified_at", json!("2026-04-01T09:00:00Z")),
    ] {
        breach[member] = value;
    }
    let _ = officer.put(&path, &breach).expect(200);
    assert_eq!(
        missing(&officer, &path),
        [
            "/delay_reasons",
            "/subjects_notice",
            "/subjects_notified_at"
        ]
    );
    breach["delay_reasons"] = json!("the log had to be restored first");
    breach["exemption"] = json!("later-measures");
    let _ = officer.put(&path, &breach).expect(200);
    assert_eq!(missing(&officer, &path), Vec::<String>::new());
    let phases = officer.all(&format!("{path}/versions"));
    assert_eq!(phases.len(), 3);
    assert!(phases[0]["content"]["subjects"].is_null());
}

#[test]
fn b1_a_report_is_data_for_programs_and_an_escaped_page_for_people() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let officer = tenant.privacy_officer();
    let _ = officer
        .put("/v1/organization", &data::organization())
        .expect(200);
    let mut breach = data::breach();
    breach["title"] = json!("<script>alert(1)</script>");
    breach["measures"] = json!("\"><img src=x onerror=alert(2)>");
    let path = enter(&officer, &breach);
    let report = officer.get(&format!("{path}/report")).expect(200).json();
    assert_eq!(report["controller"]["name"], "Acme EOOD");
    assert_eq!(report["contact"]["email"], "dpo@acme.example");
    assert_eq!(report["phase"], 1);
    assert_eq!(report["content"]["measures"], breach["measures"]);
    let page = officer
        .get(&format!("{path}/report?format=html"))
        .expect(200);
    assert!(
        page.header("content-type")
            .is_some_and(|it| it.starts_with("text/html"))
    );
    let policy = page.header("content-security-policy").unwrap_or_default();
    assert!(policy.contains("default-src 'none'"), "{policy}");
    let text = page.text();
    assert!(
        !text.contains("<script") && !text.contains("<img"),
        "{text}"
    );
    assert!(text.contains("&lt;script&gt;alert(1)"), "{text}");
}

/// A company whose editor looked at three people in three ways.
struct Seen {
    tenant: Tenant,
    people: Vec<data::Person>,
    subjects: Vec<String>,
    breach: String,
}

fn seen(lethe: &Lethe) -> Seen {
    let people = data::some_people(83, 4);
    let tenant = lethe.a_tenant().with_people(&people);
    let subjects: Vec<String> = people.iter().map(|person| tenant.subject(person)).collect();
    let officer = tenant.privacy_officer();
    let list = officer.all(&format!("/v1/subjects/{}/records", subjects[0]));
    let record = list[0]["record_id"].as_str().expect("an id");
    let editor = tenant.editor();
    let one = format!("/v1/collections/people/records/{record}");
    let _ = editor.get(&one).expect(200);
    let _ = editor.all(&format!("/v1/subjects/{}/records", subjects[1]));
    let breach = enter(&officer, &data::breach());
    Seen {
        tenant,
        people,
        subjects,
        breach,
    }
}

fn scope(seen: &Seen, query: &str) -> Value {
    let path = format!("{}/scope?{query}", seen.breach);
    seen.tenant.privacy_officer().get(&path).expect(200).json()
}

fn certain(scope: &Value) -> Vec<String> {
    let subjects = scope["subjects"].as_array().expect("a list");
    let certain = subjects.iter().filter(|it| it["certain"] == true);
    let mut ids: Vec<String> = certain
        .filter_map(|it| it["subject_id"].as_str().map(str::to_owned))
        .collect();
    ids.sort();
    ids
}

fn token_of_editor(seen: &Seen) -> String {
    let events = seen.tenant.audit();
    let viewed = events
        .iter()
        .find(|event| event["action"] == "record.viewed");
    let token = viewed.expect("a view")["actor"]["token_id"].as_str();
    token.expect("an id").to_owned()
}

#[test]
fn b2_the_scope_of_a_misused_token_is_whom_it_looked_at() {
    let lethe = Lethe::running();
    let seen = seen(&lethe);
    let token = token_of_editor(&seen);
    let scope = scope(&seen, &format!("token_id={token}"));
    let mut wanted = seen.subjects[..2].to_vec();
    wanted.sort();
    assert_eq!(certain(&scope), wanted);
    assert_eq!(scope["views"], 2);
    assert_eq!(
        (&scope["certain"], &scope["possible"]),
        (&json!(2), &json!(0))
    );
    assert_eq!(scope["actors"][0]["token_id"], json!(token));
    let people = &scope["collections"][0];
    assert_eq!(people["collection"], "people");
    let categories = people["data_categories"].as_array().expect("a list");
    assert!(categories.contains(&json!("special")), "{scope}");
}

#[test]
fn b2_a_page_of_a_list_makes_everybody_on_the_list_possible() {
    let lethe = Lethe::running();
    let seen = seen(&lethe);
    let token = token_of_editor(&seen);
    let page = "/v1/collections/people/records?limit=2";
    let _ = seen.tenant.editor().get(page).expect(200);
    let scope = scope(&seen, &format!("token_id={token}"));
    assert_eq!(
        (&scope["certain"], &scope["possible"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(scope["collections"][0]["listings"], 1);
    assert_eq!(
        scope["collections"][0]["records_listed"], 2,
        "no more than these"
    );
}

#[test]
fn b2_whoever_took_everything_out_has_seen_everybody() {
    let lethe = Lethe::running();
    let seen = seen(&lethe);
    let _ = Archive::fetch(&seen.tenant);
    let events = seen.tenant.audit();
    let archived = events.iter().find(|it| it["action"] == "archive.finished");
    let token = &archived.expect("it is in the log")["actor"]["token_id"];
    let token = token.as_str().expect("an id");
    let scope = scope(&seen, &format!("token_id={token}"));
    let mut everybody = seen.subjects.clone();
    everybody.sort();
    assert_eq!(certain(&scope), everybody);
    assert_eq!(scope["views"], 2, "where it began, and where it ended");
    assert_eq!(scope["log_since"], Value::Null, "nothing is forgotten");
}

#[test]
fn b2_the_scope_says_who_was_erased_already() {
    let lethe = Lethe::running();
    let seen = seen(&lethe);
    let token = token_of_editor(&seen);
    for subject in &seen.subjects[..2] {
        let request = seen.tenant.request("erasure", subject);
        let _ = seen.tenant.execute(&request).expect(200);
    }
    let scope = scope(&seen, &format!("token_id={token}"));
    assert_eq!(
        scope["records_of_erased"], 1,
        "by the record alone: {scope}"
    );
    assert_eq!(scope["erased"], 1, "by name: {scope}");
    assert_eq!(scope["certain"], 0);
    let erased = &scope["subjects"][0];
    assert_eq!(erased["subject_id"], json!(seen.subjects[1]));
    assert_eq!(erased["erased"], true);
    let number = &seen.people[0].number;
    assert_eq!(seen.tenant.look_up("people", "employee_no", number), None);
}

#[test]
fn b2_a_scope_is_bounded_by_time_label_and_collection() {
    let lethe = Lethe::running();
    let seen = seen(&lethe);
    let later = scope(&seen, "from=2999-01-01T00:00:00Z");
    assert_eq!(
        (&later["views"], &later["subjects"]),
        (&json!(0), &json!([]))
    );
    let ours = scope(
        &seen,
        "from=2001-01-01T00:00:00Z&to=2999-01-01T00:00:00Z&collection=people",
    );
    assert!(certain(&ours).contains(&seen.subjects[0]));
    let travel = scope(&seen, "from=2001-01-01T00:00:00Z&collection=travel");
    assert_eq!(travel["subjects"], json!([]));
    let nobody = scope(&seen, "label=nobody-has-this-label");
    assert_eq!(nobody["views"], 0);
    let path = format!("{}/scope", seen.breach);
    let problem = seen.tenant.privacy_officer().get(&path).problem(400);
    assert_eq!(problem["errors"][0]["parameter"], "from");
}

#[test]
fn b3_a_security_issue_is_reported_by_anybody_and_read_by_those_who_answer_for_it() {
    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let report = data::security_report();
    let made = tenant
        .editor()
        .post("/v1/security-reports", &report)
        .expect(201);
    let path = format!("/v1/security-reports/{}", made.text_at("/id"));
    let kept = tenant.privacy_officer().get(&path).expect(200).json();
    assert_eq!(kept["content"], report);
    let _ = tenant.editor().get(&path).problem(403);
    let mut silent = report.clone();
    silent["reproduction"] = json!(" ");
    let problem = tenant
        .editor()
        .post("/v1/security-reports", &silent)
        .problem(422);
    assert_eq!(problem["errors"][0]["pointer"], "/reproduction");
}
