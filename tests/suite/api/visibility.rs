//! Who sees which field of whose record, on every way on which records leave (Art. 25(2)).

mod company;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tests::{Answer, Client, Lethe, Method};

use self::company::{Company, SUBJECTS};

const MATRIX: &str = include_str!("visibility.txt");

fn get_for(client: &Client, purpose: Option<&str>, path: &str) -> Answer {
    let headers: Vec<_> = purpose
        .map(|it| ("lethe-purpose", it))
        .into_iter()
        .collect();
    client.call(&Method::GET, path, &headers, None)
}

/// What is shown of a record: its fields, and whom it says it is about.
fn shown(record: &Value) -> String {
    let fields = record["fields"].as_object().expect("fields");
    let fields: Vec<&str> = fields.keys().map(String::as_str).collect();
    let fields = if fields.len() > 8 {
        "everything".to_owned()
    } else {
        fields.join(",")
    };
    let whom = if record["subject_id"].is_string() {
        "id"
    } else if record["subject_name"].is_string() {
        "name"
    } else {
        "nobody"
    };
    format!("{fields}/{whom}")
}

/// What somebody sees of a record that is found by its id.
fn seen(answer: &Answer) -> String {
    match answer.status {
        200 => shown(&answer.json()),
        status => status.to_string(),
    }
}

fn items(answer: Answer) -> Vec<Value> {
    let page = answer.expect(200).json();
    page["items"].as_array().expect("items").clone()
}

#[test]
fn a2_a3_every_viewer_sees_of_every_record_what_the_matrix_says() {
    let lethe = Lethe::running();
    let company = Company::founded(&lethe).with_rules();
    let tenant = &company.tenant;
    let viewers: BTreeMap<&str, (Client, Option<&str>)> = BTreeMap::from([
        ("administrator", (tenant.administrator(), None)),
        ("auditor", (tenant.auditor(), None)),
        ("editor", (tenant.editor(), None)),
        (
            "hr",
            (
                company.member("hr", &json!({"groups": ["hr"], "type": null})),
                None,
            ),
        ),
        (
            "manager",
            (
                company.member("boss", &json!({"groups": ["it"], "type": "manager"})),
                None,
            ),
        ),
        (
            "member",
            (
                company.member("pat", &json!({"groups": [], "type": null})),
                None,
            ),
        ),
        ("officer", (tenant.privacy_officer(), None)),
        (
            "officer-for-employment",
            (tenant.privacy_officer(), Some("employment")),
        ),
        ("other-tenant", (lethe.a_tenant().administrator(), None)),
    ]);
    let mut found = Vec::new();
    for (viewer, (client, purpose)) in &viewers {
        for collection in ["people", "timesheets"] {
            let of = |whose: &&str| {
                let path = company.record(collection, whose);
                seen(&get_for(client, *purpose, &path))
            };
            let row: Vec<String> = SUBJECTS.iter().map(of).collect();
            found.push(format!("{viewer} {collection} {}", row.join(" ")));
        }
    }
    let expected: Vec<&str> = MATRIX.lines().filter(|it| !it.starts_with('#')).collect();
    let squeezed = |row: &str| row.split_whitespace().collect::<Vec<_>>().join(" ");
    let expected: Vec<String> = expected.into_iter().map(squeezed).collect();
    assert_eq!(found, expected, "\n{}", found.join("\n"));
}

#[test]
fn a3_a_list_has_what_each_record_shows_and_no_more() {
    let lethe = Lethe::running();
    let company = Company::founded(&lethe).with_rules();
    let boss = company.member("boss", &json!({"groups": ["it"], "type": "manager"}));
    for (client, collection) in [(&boss, "people"), (&boss, "timesheets")] {
        let list = format!("/v1/collections/{collection}/records");
        let listed = items(client.get(&list));
        let alone: Vec<Value> = listed
            .iter()
            .map(|record| {
                let id = record["record_id"].as_str().expect("an id");
                client.get(&format!("{list}/{id}")).expect(200).json()
            })
            .collect();
        assert_eq!(listed, alone);
    }
    assert_eq!(items(boss.get("/v1/collections/people/records")).len(), 2);
    let first = boss.page("/v1/collections/people/records?limit=1");
    let after = first.next.expect("there are two");
    let second = boss.page(&format!(
        "/v1/collections/people/records?limit=1&after={after}"
    ));
    assert_eq!((first.items.len(), second.items.len()), (1, 1));
    assert!(
        second.next.is_none(),
        "no page is of those who are not seen"
    );
    let of = |whose: &str| format!("/v1/subjects/{}/records", company.subject(whose));
    assert_eq!(
        items(boss.get(&of("team"))).len(),
        2,
        "the person and the work"
    );
    let other = items(boss.get(&of("other")));
    assert_eq!(other.len(), 1, "the work: {other:?}");
    assert_eq!(
        other[0]["subject_name"],
        company.person("other").row["name"]
    );
}

#[test]
fn a2_nobody_learns_of_whom_they_see_nothing_that_they_are_there() {
    let lethe = Lethe::running();
    let company = Company::founded(&lethe);
    let only = json!({"rules": [{"viewers": {"roles": ["member"]}, "records": "own"}]});
    company.say("people", &only);
    company.say("timesheets", &only);
    let pat = company.member("pat", &json!({"groups": [], "type": null}));
    let nobody = "01890a5d-ac96-774b-bcce-b302099a8057";
    for subject in [
        company.subject("other"),
        company.subject("restricted"),
        nobody,
    ] {
        let _ = pat
            .get(&format!("/v1/subjects/{subject}/records"))
            .problem(404);
        let _ = pat.get(&format!("/v1/subjects/{subject}")).problem(403);
    }
    let own = format!("/v1/subjects/{}/records", company.subject("own"));
    assert_eq!(items(pat.get(&own)).len(), 2);
    let _ = pat.get("/v1/collections/travel/records").problem(403);
    let _ = pat.get("/v1/collections/nowhere/records").problem(403);
}

#[test]
fn a3_a_look_up_finds_by_what_one_sees_of_those_whom_one_sees() {
    let lethe = Lethe::running();
    let company = Company::founded(&lethe).with_rules();
    let boss = company.member("boss", &json!({"groups": ["it"], "type": "manager"}));
    let look_up = |client: &Client, field: &str, whose: &str| {
        let value = &company.person(whose).row[field];
        let body = json!({"collection": "people", "field": field, "value": value});
        client.post("/v1/subjects/lookup", &body)
    };
    for whose in ["own", "team"] {
        let found = look_up(&boss, "email", whose).expect(200);
        assert_eq!(found.text_at("/subject_id"), company.subject(whose));
    }
    for (field, whose) in [
        ("email", "other"),
        ("employee_no", "team"),
        ("email", "restricted"),
    ] {
        let _ = look_up(&boss, field, whose).problem(404);
    }
    for outside in [company.tenant.editor(), company.tenant.privacy_officer()] {
        let _ = look_up(&outside, "email", "other").problem(403);
    }
}

#[test]
fn a3_a_copy_is_handed_out_whole_or_not_at_all() {
    let lethe = Lethe::running();
    let company = Company::founded(&lethe);
    let request = company.tenant.request("access", company.subject("other"));
    let _ = company.tenant.execute(&request).expect(200);
    let path = format!("/v1/requests/{request}/answer");
    let officer = company.tenant.privacy_officer();
    let _ = officer.get(&path).expect(200);
    let _ = company
        .tenant
        .administrator()
        .get("/v1/archive")
        .expect(200);

    let all_but_phones = json!({"rules": [{"viewers": {"roles": ["privacy-officer", "administrator"]},
        "fields": ["employee_no", "name", "email", "address", "born_on", "seen_at", "last_ip", "account",
                   "salary", "in_union", "fingerprint", "skills", "rating", "site"]}]});
    company.say("people", &all_but_phones);
    let refused = officer.get(&path).problem(403);
    assert_eq!(refused["errors"][0]["field"], "people.phone", "{refused}");
    assert_eq!(refused["errors"].as_array().map(Vec::len), Some(1));
    let refused = company
        .tenant
        .administrator()
        .get("/v1/archive")
        .problem(403);
    assert_eq!(refused["errors"][0]["field"], "people.phone", "{refused}");

    let removed = company.tenant.administrator();
    let _ = removed
        .delete("/v1/collections/people/visibility")
        .expect(204);
    let _ = officer.get(&path).expect(200);
}

#[test]
fn a3_a_plugin_is_tried_on_what_its_approver_sees() {
    let lethe = Lethe::running();
    let company = Company::founded(&lethe);
    let said = json!({"rules": [{"viewers": {"roles": ["privacy-officer"]}, "fields": ["project", "note"]}]});
    company.say("timesheets", &said);
    let template = tests::artefacts::plugin("redact");
    let digest = company
        .tenant
        .upload(&[&template[..], b"\0\x03\x02hi"].concat());
    let path = format!("/v1/plugins/{digest}/shadow-run");
    let of_it = json!({"collection": "timesheets"});
    let officer = company.tenant.privacy_officer();
    let tried = officer.post(&path, &of_it).expect(200).json();
    assert_eq!(tried["records"], 4, "all but the restricted one: {tried}");
    let hidden = json!({"rules": [{"viewers": {"groups": ["hr"]}}]});
    company.say("timesheets", &hidden);
    let tried = officer.post(&path, &of_it).expect(200).json();
    assert_eq!(tried["records"], 0, "{tried}");
}

#[test]
fn a3_a_refusal_tells_nobody_whose_value_it_is_who_may_not_see_it() {
    let lethe = Lethe::running();
    let company = Company::founded(&lethe);
    let known = company.person("other").row.clone();
    let editor = company.tenant.editor();
    let people = "/v1/collections/people/records";
    let _ = editor.post(people, &known).problem(409);
    company.say(
        "people",
        &json!({"rules": [{"viewers": {"groups": ["hr"]}}]}),
    );
    let mut unknown = known.clone();
    unknown["employee_no"] = json!("never seen");
    let [first, second] =
        [known, unknown].map(|row| editor.post(people, &row).problem(403)["detail"].clone());
    assert_eq!(first, second);
    let work = json!({"employee_no": "never seen", "project": "Apollo"});
    let _ = editor
        .post("/v1/collections/timesheets/records", &work)
        .problem(403);
    let rows = tests::tenant::ndjson(&[work]);
    let import = "/v1/collections/timesheets/import";
    let _ = editor
        .post_as(import, "application/x-ndjson", &rows)
        .problem(403);
}

#[test]
fn a7_rules_are_the_tenants_and_are_checked_against_the_collection() {
    let lethe = Lethe::running();
    let company = Company::founded(&lethe);
    let path = "/v1/collections/people/visibility";
    let administrator = company.tenant.administrator();
    let _ = administrator.get(path).problem(404);
    let _ = administrator.delete(path).problem(404);
    let wrong = json!({"linked_name": "nickname", "rules": [{"viewers": {}, "fields": ["shoe"]}]});
    let refused = administrator.put(path, &wrong).problem(422);
    let places: Vec<&Value> = refused["errors"]
        .as_array()
        .expect("places")
        .iter()
        .map(|it| &it["pointer"])
        .collect();
    assert_eq!(
        places,
        ["/linked_name", "/rules/0/viewers", "/rules/0/fields"]
    );
    for unreadable in [
        json!({}),
        json!({"rules": [{"viewers": {"roles": ["king"]}}]}),
        json!({"rules": [], "x": 1}),
    ] {
        let _ = administrator.put(path, &unreadable).problem(422);
    }
    let _ = administrator.get(path).problem(404);
    let said = administrator.put(path, &company::of_people()).expect(200);
    assert_eq!(
        company.tenant.auditor().get(path).expect(200).json(),
        said.json()
    );
    let _ = administrator
        .get("/v1/collections/people/records")
        .problem(403);
    assert!(items(company.tenant.administrator().get("/v1/subjects")).len() >= 3);
    let actions: Vec<Value> = company
        .tenant
        .audit()
        .iter()
        .map(|it| it["action"].clone())
        .collect();
    assert!(
        actions.contains(&json!("visibility.replaced")),
        "{actions:?}"
    );
}

#[test]
fn a3_everybody_can_ask_what_they_see() {
    let lethe = Lethe::running();
    let company = Company::founded(&lethe).with_rules();
    let boss = company.member("boss", &json!({"groups": ["it"], "type": "manager"}));
    let told = boss.get("/v1/visibility").expect(200).json();
    let fields = json!([
        {"collection": "people", "fields": {"name": "team", "email": "team", "address": "own", "salary": "own"}},
        {"collection": "timesheets", "fields": {"project": "all", "hours": "all", "note": "team"}},
    ]);
    assert_eq!(told["collections"], fields);
    let auditor = company.tenant.auditor().get("/v1/visibility").expect(200);
    assert_eq!(auditor.json()["collections"], json!([]));
    let profile = boss.get("/v1/profile").expect(200).json();
    assert_eq!(profile["groups"], json!(["it"]), "{profile}");
    assert_eq!(profile["type"], "manager", "{profile}");
    let groups = company
        .tenant
        .administrator()
        .get("/v1/groups")
        .expect(200)
        .json();
    assert_eq!(groups["groups"][0]["name"], "it");
    assert_eq!(
        groups["groups"][0]["accounts"].as_array().map(Vec::len),
        Some(2)
    );
}

#[test]
fn l1_who_is_refused_is_in_the_log_with_the_route_and_no_id() {
    let lethe = Lethe::running();
    let company = Company::founded(&lethe).with_rules();
    let editor = company.tenant.editor();
    let record = company.record("people", "other");
    let _ = editor.get(&record).problem(403);
    let _ = editor.get("/v1/audit/events").problem(403);
    let _ = company.tenant.nobody().get(&record).problem(401);
    let events = company.tenant.audit();
    let denied = events.iter().filter(|it| it["action"] == "access.denied");
    let routes: Vec<&Value> = denied.map(|it| &it["object_id"]).collect();
    let wanted = [
        "GET /v1/collections/{collection}/records/{record}",
        "GET /v1/audit/events",
    ];
    assert_eq!(routes, wanted);
}

#[test]
fn l2_people_see_in_the_log_what_they_and_their_team_did() {
    let lethe = Lethe::running();
    let company = Company::founded(&lethe);
    let it = json!({"groups": ["it"], "type": null});
    let [boss, mate, other] = ["boss", "mia", "pat"].map(|name| {
        let membership = if name == "pat" {
            json!({"groups": [], "type": null})
        } else {
            it.clone()
        };
        company.member(name, &membership)
    });
    for client in [&mate, &other] {
        let _ = client
            .put("/v1/profile", &json!({"display_name": "Anew"}))
            .expect(200);
    }
    let changed = |client: &Client| -> Vec<Value> {
        let seen = client.all("/v1/audit/events?action=account.profile-changed");
        seen.into_iter()
            .map(|event| event["actor"]["token_id"].clone())
            .collect()
    };
    let account =
        |client: &Client| client.get("/v1/profile").expect(200).json()["account_id"].clone();
    assert_eq!(changed(&boss), [account(&mate)]);
    assert_eq!(changed(&mate), [account(&mate)]);
    assert_eq!(changed(&other), [account(&other)]);
    assert_eq!(changed(&company.tenant.auditor()).len(), 2);
    let _ = company.tenant.editor().get("/v1/audit/events").problem(403);
    let _ = boss.get("/v1/audit/tree").problem(403);
}
