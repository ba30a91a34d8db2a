//! Consent is a history that proves itself, and its end takes the ground from what rested on it.

use serde_json::{Value, json};
use tests::{Client, Lethe, Tenant, data};

/// A person of whom the company keeps a record by contract and an address by consent to "news".
struct Story {
    tenant: Tenant,
    subject: String,
    number: String,
}

impl Story {
    fn begin(lethe: &Lethe) -> Self {
        let people = data::some_people(77, 1);
        let tenant = lethe
            .a_tenant()
            .with_people(&people)
            .with_collection(&data::mailing("news"));
        tenant.with_purpose("news");
        let number = people[0].number.clone();
        let row = json!({"employee_no": number, "mail": "ann@home.example"});
        let tenant = tenant.with_rows("mailing-news", &[row]);
        let subject = tenant.subject(&people[0]);
        Self {
            tenant,
            subject,
            number,
        }
    }

    fn editor(&self) -> Client {
        self.tenant.editor()
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/subjects/{}/consents{rest}", self.subject)
    }

    fn say(&self, said: &Value) -> tests::Answer {
        self.editor().post(&self.path(""), said)
    }

    fn state(&self) -> Value {
        let now = self.editor().get(&self.path("")).expect(200).json();
        now["consents"][0].clone()
    }
}

#[test]
fn c1_a_consent_is_kept_with_what_was_shown_how_when_and_by_whom() {
    let lethe = Lethe::running();
    let story = Story::begin(&lethe);
    let policy = story.tenant.editor().get("/v1/purposes/news").expect(200);
    let digest = policy.text_at("/policy/digest");
    let mut yes = data::yes_to("news");
    yes["evidence"] = json!("form 7 in the blue folder");
    let _ = story.say(&yes).expect(201);

    let history = story.editor().all(&story.path("/history"));
    assert_eq!(history.len(), 1);
    let event = &history[0];
    assert_eq!(event["event"], "give");
    assert_eq!(event["state"], "given");
    assert_eq!(event["policy_version"], 1);
    assert_eq!(event["policy_digest"], json!(digest));
    assert_eq!(event["method"], "web-form");
    assert_eq!(event["actor"]["role"], "editor");
    assert_eq!(event["evidence"], "form 7 in the blue folder");
    assert!(event["at"].is_string());
    let seen = story.tenant.auditor().all(&story.path("/history"));
    assert!(
        seen[0]["evidence"].is_null(),
        "an auditor sees no personal data"
    );
}

#[test]
fn c1_a_history_keeps_every_answer() {
    let lethe = Lethe::running();
    let story = Story::begin(&lethe);
    let steps = [
        ("request", "requested"),
        ("refuse", "refused"),
        ("give", "given"),
        ("renew", "renewed"),
        ("expire", "expired"),
        ("renew", "renewed"),
        ("withdraw", "withdrawn"),
        ("give", "given"),
    ];
    for (event, state) in steps {
        let mut said = data::yes_to("news");
        said["event"] = json!(event);
        let recorded = story.say(&said).expect(201).json();
        assert_eq!(recorded["state"], state, "{event}");
        assert_eq!(story.state()["state"], state, "{event}");
    }
    let history = story.editor().all(&story.path("/history"));
    let kept: Vec<_> = history.iter().map(|e| e["state"].clone()).collect();
    let wanted: Vec<_> = steps.iter().map(|(_, state)| json!(state)).collect();
    assert_eq!(kept, wanted);
}

#[test]
fn c1_what_cannot_happen_to_a_consent_is_refused() {
    let lethe = Lethe::running();
    let story = Story::begin(&lethe);
    let withdraw = story.path("/news/withdraw");
    let problem = story.editor().act(&withdraw).problem(409);
    assert_eq!(problem["code"], "wrong-state");
    let mut yes = data::yes_to("news");
    yes["policy_version"] = json!(2);
    let problem = story.say(&yes).problem(422);
    assert_eq!(problem["errors"][0]["pointer"], "/policy_version");
    yes.as_object_mut()
        .expect("an object")
        .remove("policy_version");
    let problem = story.say(&yes).problem(422);
    assert_eq!(problem["errors"][0]["pointer"], "/policy_version");
    let mut over = data::yes_to("news");
    over["valid_until"] = json!("2001-01-01T00:00:00Z");
    let problem = story.say(&over).problem(422);
    assert_eq!(problem["errors"][0]["pointer"], "/valid_until");
    let contract = json!({"name": "payroll", "description": "wages", "lawful_basis": "contract"});
    let _ = story
        .tenant
        .administrator()
        .post("/v1/purposes", &contract)
        .expect(201);
    let path = "/v1/purposes/payroll/policies";
    let _ = story
        .tenant
        .administrator()
        .post(path, &data::policy("We pay you."))
        .expect(201);
    let problem = story.say(&data::yes_to("payroll")).problem(409);
    assert_eq!(problem["code"], "not-by-consent");
    let history = story.editor().all(&story.path("/history"));
    assert!(history.is_empty(), "{history:?}");
}

#[test]
fn c1_a_policy_never_changes_and_one_that_is_not_in_force_yet_cannot_be_agreed_to() {
    let lethe = Lethe::running();
    let story = Story::begin(&lethe);
    let officer = story.tenant.privacy_officer();
    let mut later = data::policy("May we call you as well?");
    later["in_force_from"] = json!("2999-01-01T00:00:00Z");
    let _ = officer
        .post("/v1/purposes/news/policies", &later)
        .expect(201);
    let versions = officer.all("/v1/purposes/news/policies");
    assert_eq!(versions.len(), 2);
    assert_ne!(versions[0]["digest"], versions[1]["digest"]);
    let shown = officer.get("/v1/purposes/news").expect(200).json();
    assert_eq!(shown["policy"]["version"], 1);
    let mut yes = data::yes_to("news");
    yes["policy_version"] = json!(2);
    let _ = story.say(&yes).problem(422);
}

#[test]
fn c1_a_consent_ends_by_itself_when_its_policy_says_so() {
    let lethe = Lethe::running();
    let story = Story::begin(&lethe);
    let mut brief = data::policy("May we write to you once?");
    brief["particulars"]["validity"] = json!("PT1S");
    let officer = story.tenant.privacy_officer();
    let _ = officer
        .post("/v1/purposes/news/policies", &brief)
        .expect(201);
    let mut yes = data::yes_to("news");
    yes["policy_version"] = json!(2);
    let _ = story.say(&yes).expect(201);
    assert!(story.state()["valid_until"].is_string());
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    assert_eq!(story.state()["state"], "expired");
    assert_eq!(story.state()["in_force"], false);
}

#[test]
fn c2_withdrawing_takes_one_call_without_a_body_and_says_what_has_no_ground_any_more() {
    let lethe = Lethe::running();
    let story = Story::begin(&lethe);
    story.tenant.agree(&story.subject, "news");
    let answer = story
        .editor()
        .act(&story.path("/news/withdraw"))
        .expect(201);
    let recorded = answer.json();
    assert_eq!(recorded["state"], "withdrawn");
    let wanted = json!([{
        "collection": "mailing-news", "fields": ["employee_no", "mail"], "records": 1,
    }]);
    assert_eq!(recorded["ungrounded"], wanted);
    assert!(
        recorded["erasure_request"].is_null(),
        "the contract is still a ground: {recorded}"
    );
    assert_eq!(story.state()["in_force"], false);
}

#[test]
fn c2_withdrawing_the_last_ground_files_an_erasure() {
    let lethe = Lethe::running();
    let mut fans = data::people();
    fans["purpose"] = json!("news");
    fans["lawful_basis"] = json!("consent");
    let people = data::some_people(78, 1);
    let rows = [people[0].row.clone()];
    let tenant = lethe
        .a_tenant()
        .with_collection(&fans)
        .with_rows("people", &rows);
    tenant.with_purpose("news");
    let subject = tenant.subject(&people[0]);
    tenant.agree(&subject, "news");
    let path = format!("/v1/subjects/{subject}/consents/news/withdraw");
    let answer = tenant.editor().act(&path).expect(201);
    let request = answer.text_at("/erasure_request");
    let officer = tenant.privacy_officer();
    let filed = officer
        .get(&format!("/v1/requests/{request}"))
        .expect(200)
        .json();
    assert_eq!(filed["kind"], "erasure");
    assert_eq!(filed["state"], "received");
    assert_eq!(filed["subject_id"], json!(subject));
    let verified = json!({"method": "account-login"});
    let _ = officer
        .post(&format!("/v1/requests/{request}/verification"), &verified)
        .expect(200);
    let _ = tenant.execute(&request).expect(200);
    let _ = officer.get(&format!("/v1/subjects/{subject}")).problem(404);
}

#[test]
fn c1_after_an_erasure_the_consent_can_still_be_shown_and_its_evidence_not_be_read() {
    let lethe = Lethe::running();
    let story = Story::begin(&lethe);
    let mut yes = data::yes_to("news");
    yes["evidence"] = json!("signed by Ann Nobody-Else");
    let _ = story.say(&yes).expect(201);
    let request = story.tenant.request("erasure", &story.subject);
    let _ = story.tenant.execute(&request).expect(200);
    assert_eq!(
        story.tenant.look_up("people", "employee_no", &story.number),
        None
    );
    let history = story.editor().all(&story.path("/history"));
    assert_eq!(history[0]["state"], "given");
    assert_eq!(history[0]["policy_version"], 1);
    assert!(history[0]["evidence"].is_null());
    let _ = story.say(&data::yes_to("news")).problem(404);
}
