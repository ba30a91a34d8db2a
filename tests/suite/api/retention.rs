//! Data is kept for as long as it is needed and as the law demands, and then goes by itself.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::data::{self, Person};
use tests::retention::{finished, hold, policy, start, sweep};
use tests::{Lethe, Tenant, artefacts, dump};

/// A tenant with people, and one trip of 2020 and one of 2999 for each.
pub(super) fn travellers(lethe: &Lethe) -> (Tenant, Vec<Person>) {
    let people = data::some_people(11, 4);
    let trips: Vec<Value> = people
        .iter()
        .flat_map(|person| {
            ["2020-02-29", "2999-01-01"].map(|day| {
                json!({
                    "employee_no": person.number, "destination": "Sofia", "left_on": day, "fare": 7,
                })
            })
        })
        .collect();
    let tenant = lethe
        .a_tenant()
        .with_people(&people)
        .with_collection(&data::travel())
        .with_rows("travel", &trips);
    (tenant, people)
}

/// Trips go a year after they began.
pub(super) fn old_trips() -> Value {
    json!({
        "name": "Old trips", "collection": "travel", "then": "erase",
        "retention": {"keep_for": "P1Y", "from": {"field": "left_on"}},
    })
}

pub(super) fn days(tenant: &Tenant) -> Vec<String> {
    let mut days: Vec<String> = tenant
        .records("travel")
        .iter()
        .map(|record| {
            record["fields"]["left_on"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        })
        .collect();
    days.sort();
    days
}

pub(super) fn preview(tenant: &Tenant, days: u32) -> Vec<Value> {
    tenant
        .auditor()
        .all(&format!("/v1/retention/preview?days={days}"))
}

fn conflicts(tenant: &Tenant) -> Vec<(String, String)> {
    let shown = tenant
        .auditor()
        .get("/v1/retention/conflicts")
        .expect(200)
        .json();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let items = shown["items"].as_array().cloned().unwrap_or_default();
    items
        .iter()
        .map(|item| (text(&item["collection"]), text(&item["conflict"])))
        .collect()
}

#[test]
fn t1_what_has_fallen_due_goes_as_the_dry_run_said_and_the_rest_stays() {
    let lethe = Lethe::running();
    let (tenant, _) = travellers(&lethe);
    assert_eq!(
        sweep(&tenant, false),
        json!({}),
        "nothing is due by the declarations"
    );
    policy(&tenant, &old_trips());
    let before = dump::dump(&tenant);
    let said = sweep(&tenant, true);
    dump::same(&before, &dump::dump(&tenant));
    assert_eq!(
        said["travel"],
        json!({"erased": 4, "anonymized": 0, "review": 0, "held_back": 0})
    );
    assert_eq!(
        sweep(&tenant, false),
        said,
        "the dry run is what then happens"
    );
    assert_eq!(days(&tenant), ["2999-01-01"; 4]);
    assert_eq!(sweep(&tenant, false), json!({}), "nothing is left to do");
    let text = format!("{:?}", tenant.audit());
    assert!(text.contains("retention-sweep.disposed"), "{text}");
}

#[test]
fn t1_records_are_anonymized_by_the_rules_of_their_collection() {
    let lethe = Lethe::running();
    let people = data::some_people(12, 3);
    let work = data::some_work(13, &people, 4);
    let tenant = lethe
        .a_tenant()
        .with_plugin(&artefacts::plugin("redact"))
        .with_people(&people)
        .with_collection(&data::timesheets(&data::redact()))
        .with_rows("timesheets", &work.timesheets);
    let hours = |tenant: &Tenant| -> f64 {
        let sheets = tenant.records("timesheets");
        sheets
            .iter()
            .filter_map(|sheet| sheet["fields"]["hours"].as_f64())
            .sum()
    };
    let owners = |tenant: &Tenant| -> BTreeSet<String> {
        let sheets = tenant.records("timesheets");
        let owner = |sheet: &Value| sheet["subject_id"].as_str().map(str::to_owned);
        sheets.iter().filter_map(owner).collect()
    };
    let (sum, before) = (hours(&tenant), owners(&tenant));
    let anonymous = json!({
        "name": "Old work", "purpose": "payroll", "then": "anonymize",
        "retention": {"keep_for": "PT1S", "from": {"field": "worked_on"}},
    });
    policy(&tenant, &anonymous);
    let done = sweep(&tenant, false);
    let sheets = tenant.records("timesheets");
    let changed = sheets
        .iter()
        .filter(|sheet| sheet["fields"]["employee_no"].is_null())
        .count();
    assert!(changed > 0, "the example has work of before today: {done}");
    assert_eq!(done["timesheets"]["anonymized"], json!(changed), "{done}");
    assert!(
        (hours(&tenant) - sum).abs() < f64::EPSILON,
        "hours were lost or doubled"
    );
    let after = owners(&tenant);
    for sheet in sheets
        .iter()
        .filter(|sheet| sheet["fields"]["employee_no"].is_null())
    {
        let owner = sheet["subject_id"].as_str().unwrap_or_default();
        assert!(
            !before.contains(owner) && after.contains(owner),
            "not a placeholder: {sheet}"
        );
        let note = sheet["fields"]["note"].as_str().unwrap_or_default();
        assert!(!note.starts_with("Met "), "the note is as it was: {sheet}");
        assert!(
            sheet["fields"]["absence"].is_string(),
            "what the law keeps is gone: {sheet}"
        );
    }
    assert_eq!(
        sweep(&tenant, false),
        json!({}),
        "what is anonymous is not anonymized again"
    );
}

#[test]
fn t1_a_statutory_minimum_wins_and_the_conflict_is_shown() {
    let lethe = Lethe::running();
    let (tenant, _) = travellers(&lethe);
    let trips = policy(&tenant, &old_trips());
    assert_eq!(conflicts(&tenant), []);
    let law = json!({
        "name": "Travel expenses", "purpose": "payroll", "law": "Section 147 AO",
        "retention": {"keep_for": "P10Y", "from": {"field": "left_on"}}, "from_year_end": true,
    });
    let law = policy(&tenant, &law);
    let below = ("travel".to_owned(), "limit-below-minimum".to_owned());
    assert_eq!(conflicts(&tenant), [below]);
    let done = sweep(&tenant, false);
    assert_eq!(
        done["travel"],
        json!({"erased": 0, "anonymized": 0, "review": 0, "held_back": 4})
    );
    let shown = preview(&tenant, 30);
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert_eq!(
        (&shown[0]["decision"], &shown[0]["records"]),
        (&json!("keep"), &json!(4))
    );
    assert_eq!(shown[0]["reasons"][0]["law"], "Section 147 AO");
    assert_eq!(shown[0]["first_at"], "2031-01-01T00:00:00Z");
    // In eight years, the law lets them go, and the declaration lets none go yet.
    let later = preview(&tenant, 3_000);
    assert_eq!(later[0]["decision"], "erase", "{later:?}");
    assert_eq!(later[0]["reasons"][0]["policy_id"], json!(trips));

    let officer = tenant.privacy_officer();
    let _ = officer
        .delete(&format!("/v1/retention/policies/{law}"))
        .expect(204);
    assert_eq!(conflicts(&tenant), []);
    assert_eq!(sweep(&tenant, false)["travel"]["erased"], 4);
}

#[test]
fn what_is_restricted_stays_until_its_restriction_is_lifted() {
    let lethe = Lethe::running();
    let (tenant, people) = travellers(&lethe);
    let restriction = tenant.restrict(&tenant.subject(&people[0]), &[]);
    policy(&tenant, &old_trips());
    assert_eq!(sweep(&tenant, false)["travel"]["erased"], 3);
    let short = json!({
        "name": "Short trips", "collection": "travel", "then": "erase",
        "retention": {"keep_for": "P10D", "from": "created"},
    });
    policy(&tenant, &short);
    let shown = preview(&tenant, 30);
    let kept = shown.iter().find(|item| item["decision"] == "keep");
    let kept = kept.unwrap_or_else(|| panic!("nothing is held back: {shown:?}"));
    assert_eq!(kept["records"], 2, "{kept}");
    assert_eq!(kept["reasons"], json!([{"kind": "restriction"}]));

    let officer = tenant.privacy_officer();
    let path = format!("/v1/restrictions/{restriction}");
    let notice = json!({"text": "The restriction ends on Monday"});
    let _ = officer.post(&format!("{path}/notice"), &notice).expect(200);
    let _ = officer.act(&format!("{path}/lifting")).expect(200);
    assert_eq!(sweep(&tenant, false)["travel"]["erased"], 1);
    assert_eq!(days(&tenant), ["2999-01-01"; 4]);
}

#[test]
fn t1_a_preview_says_how_many_fall_due_when_and_why() {
    let lethe = Lethe::running();
    let (tenant, _) = travellers(&lethe);
    assert_eq!(preview(&tenant, 30), Vec::<Value>::new());
    let review = json!({
        "name": "New people", "collection": "people", "then": "review",
        "retention": {"keep_for": "P60D", "from": "created"},
    });
    let people = policy(&tenant, &review);
    policy(&tenant, &old_trips());
    let of = |shown: &[Value]| -> Vec<(String, u64)> {
        let text = |item: &Value| format!("{} {}", item["collection"], item["decision"]);
        shown
            .iter()
            .map(|item| (text(item), item["records"].as_u64().unwrap_or(0)))
            .collect()
    };
    let soon = preview(&tenant, 30);
    assert_eq!(of(&soon), [("\"travel\" \"erase\"".to_owned(), 4)]);
    assert_eq!(
        soon[0]["first_at"], "2021-02-28T00:00:00Z",
        "a leap day ends on the last of February"
    );
    let later = preview(&tenant, 90);
    let both = [
        ("\"people\" \"review\"".to_owned(), 4),
        ("\"travel\" \"erase\"".to_owned(), 4),
    ];
    assert_eq!(of(&later), both);
    assert_eq!(
        later[0]["reasons"],
        json!([
            {"kind": "policy", "policy_id": people, "name": "New people"}
        ])
    );
}

#[test]
fn t1_every_version_of_a_policy_stays_known() {
    let lethe = Lethe::running();
    let (tenant, _) = travellers(&lethe);
    let id = policy(&tenant, &old_trips());
    let path = format!("/v1/retention/policies/{id}");
    let officer = tenant.privacy_officer();
    let mut longer = old_trips();
    longer["retention"]["keep_for"] = json!("P999Y");
    let _ = officer.put(&path, &longer).expect(200);
    let shown = officer.get(&path).expect(200).json();
    let kept = |nth: usize| shown["items"][nth]["policy"]["retention"]["keep_for"].clone();
    assert_eq!((kept(0), kept(1)), (json!("P999Y"), json!("P1Y")));
    assert_eq!(shown["items"][0]["version"], 2);
    assert!(shown["items"][1]["ended_at"].is_string(), "{shown}");
    assert_eq!(
        sweep(&tenant, false),
        json!({}),
        "the new version is in force"
    );
    let _ = officer.delete(&path).expect(204);
    let _ = officer.put(&path, &longer).problem(404);
    assert_eq!(officer.all("/v1/retention/policies"), Vec::<Value>::new());
}

#[test]
fn t1_a_hold_keeps_what_is_due_and_its_release_lets_it_go() {
    let lethe = Lethe::running();
    let (tenant, people) = travellers(&lethe);
    policy(&tenant, &old_trips());
    let subject = tenant.subject(&people[1]);
    let reason = "she sues us over the trip to Sofia";
    let id = hold(
        &tenant,
        &json!({
            "subject_id": subject, "ground": "legal-claims", "reference": "4 O 12/26", "reason": reason,
        }),
    );
    let done = sweep(&tenant, false);
    assert_eq!(
        done["travel"],
        json!({"erased": 3, "anonymized": 0, "review": 0, "held_back": 1})
    );
    assert_eq!(days(&tenant).len(), 5);
    let path = format!("/v1/retention/holds/{id}");
    assert_eq!(
        tenant
            .privacy_officer()
            .get(&path)
            .expect(200)
            .text_at("/reason"),
        reason
    );
    assert!(tenant.auditor().get(&path).expect(200).json()["reason"].is_null());
    assert!(!format!("{:?}", tenant.audit()).contains("sues"));

    let released = tenant
        .privacy_officer()
        .act(&format!("{path}/release"))
        .expect(200);
    let swept = finished(&tenant, &released.text_at("/sweep_id"));
    assert_eq!(swept["collections"]["travel"]["erased"], 1);
    assert_eq!(days(&tenant), ["2999-01-01"; 4]);
    let _ = tenant
        .privacy_officer()
        .act(&format!("{path}/release"))
        .problem(409);
}

#[test]
fn t2_a_hold_keeps_records_from_an_erasure_until_it_is_released() {
    let lethe = Lethe::running();
    let (tenant, people) = travellers(&lethe);
    let person = &people[2];
    let subject = tenant.subject(person);
    let id = hold(
        &tenant,
        &json!({
            "subject_id": subject, "collection": "travel", "ground": "legal-claims", "reference": "7 K 1",
        }),
    );
    let request = tenant.request("erasure", &subject);
    let officer = tenant.privacy_officer();
    let plan = officer
        .get(&format!("/v1/requests/{request}/plan"))
        .expect(200)
        .json();
    let _ = tenant.execute(&request).expect(200);
    let shown = officer
        .get(&format!("/v1/requests/{request}"))
        .expect(200)
        .json();
    assert_eq!(shown["outcome"]["collections"], plan["collections"]);
    let of = |name: &str| -> Value {
        let all = plan["collections"].as_array().cloned().unwrap_or_default();
        all.into_iter()
            .find(|one| one["collection"] == name)
            .unwrap_or_default()
    };
    assert_eq!(of("people")["outcome"], "delete");
    assert_eq!(
        of("travel")["outcome"]["hold"]["holds"][0]["hold_id"],
        json!(id)
    );

    assert_eq!(
        tenant.look_up("people", "employee_no", &person.number),
        None
    );
    assert_eq!(tenant.records("people").len(), people.len() - 1);
    assert_eq!(days(&tenant).len(), 8, "what is held stays");
    let _ = officer.get(&format!("/v1/subjects/{subject}")).expect(200);
    assert_eq!(sweep(&tenant, false)["travel"]["held_back"], 2);

    let released = officer
        .act(&format!("/v1/retention/holds/{id}/release"))
        .expect(200);
    finished(&tenant, &released.text_at("/sweep_id"));
    assert_eq!(days(&tenant).len(), 6, "the release did what was held back");
    let _ = officer.get(&format!("/v1/subjects/{subject}")).problem(404);
    assert!(
        !dump::dump(&tenant)["records"]
            .to_string()
            .contains(&subject)
    );
}

#[test]
fn t2_a_subject_goes_with_the_last_record_about_it() {
    let lethe = Lethe::running();
    let people = data::some_people(14, 2);
    let mut rows: Vec<Value> = people.iter().map(|person| person.row.clone()).collect();
    rows[0]["seen_at"] = json!("2019-05-05T05:05:05Z");
    let tenant = lethe
        .a_tenant()
        .with_collection(&data::people())
        .with_rows("people", &rows);
    let subjects = people.iter().map(|person| tenant.subject(person));
    let subjects: Vec<String> = subjects.collect();
    policy(
        &tenant,
        &json!({
            "name": "Gone for long", "collection": "people", "then": "erase",
            "retention": {"keep_for": "P2Y", "from": {"field": "seen_at"}},
        }),
    );
    assert_eq!(sweep(&tenant, false)["people"]["erased"], 1);
    let officer = tenant.privacy_officer();
    let _ = officer
        .get(&format!("/v1/subjects/{}", subjects[0]))
        .problem(404);
    let _ = officer
        .get(&format!("/v1/subjects/{}", subjects[1]))
        .expect(200);
    assert_eq!(
        tenant.look_up("people", "employee_no", &people[0].number),
        None
    );
}

#[test]
fn t1_a_large_sweep_goes_in_batches_and_says_how_far_it_is() {
    let lethe = Lethe::running();
    let people = data::some_people(15, 1);
    let trip = |day: &str| json!({"employee_no": people[0].number, "left_on": day, "fare": 1});
    let old: Vec<Value> = (0..1_300).map(|_| trip("2011-01-01")).collect();
    let tenant = lethe
        .a_tenant()
        .with_people(&people)
        .with_collection(&data::travel())
        .with_rows("travel", &old)
        .with_rows("travel", &[trip("2999-01-01")]);
    policy(&tenant, &old_trips());
    let sweep = start(&tenant, false);
    assert_eq!(
        finished(&tenant, &sweep)["collections"]["travel"]["erased"],
        1_300
    );
    assert_eq!(days(&tenant), ["2999-01-01"]);
    let events = tenant.audit();
    let batches = events
        .iter()
        .filter(|event| event["action"] == "retention-sweep.disposed");
    let erased: Vec<u64> = batches
        .filter_map(|event| event["counts"]["erased"].as_u64())
        .collect();
    assert_eq!(
        erased,
        [500, 500, 300],
        "each batch leaves evidence of its own"
    );
}
