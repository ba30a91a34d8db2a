//! A valid call of every operation of the API, on things made for it.

use std::cell::Cell;

use serde_json::{Value, json};

use crate::openapi::Operation;
use crate::{Answer, Client, Method, Tenant, data, drp};

mod accounts;
mod offboarding;
mod plugins;

/// A request that succeeds when an administrator of the tenant sends it.
#[derive(Clone, Debug)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The path with every parameter filled in.
    pub path: String,
    /// The same path with ids that nothing has; equal to `path` when it names nothing of the tenant.
    pub path_of_nothing: String,
    /// Media type and body.
    pub body: Option<(&'static str, Vec<u8>)>,
    /// Who alone can make it, where that is not an administrator's token.
    pub by: Option<Client>,
}

/// A tenant in which calls are made up.
pub struct World {
    /// The tenant.
    pub tenant: Tenant,
    made: Cell<u32>,
}

impl Call {
    /// Sends it.
    pub fn send(&self, client: &Client) -> Answer {
        self.send_to(client, &self.path)
    }

    /// Sends it to another path.
    pub fn send_to(&self, client: &Client, path: &str) -> Answer {
        match &self.body {
            None => client.call(&self.method, path, &[], None),
            Some((media_type, body)) => client.call(
                &self.method,
                path,
                &[("content-type", media_type)],
                Some(body),
            ),
        }
    }
}

/// A call without its method.
struct Made {
    path: String,
    path_of_nothing: String,
    body: Option<(&'static str, Vec<u8>)>,
    by: Option<Client>,
}

impl Made {
    fn plain(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            path_of_nothing: path.to_owned(),
            body: None,
            by: None,
        }
    }

    fn of(prefix: &str, id: &str, suffix: &str) -> Self {
        let path = format!("{prefix}{id}{suffix}");
        Self {
            path,
            path_of_nothing: format!("{prefix}{}{suffix}", nothing(id)),
            body: None,
            by: None,
        }
    }

    fn by(self, caller: &Client) -> Self {
        Self {
            by: Some(caller.clone()),
            ..self
        }
    }

    fn with_json(self, body: &Value) -> Self {
        self.with_body("application/json", body.to_string().into_bytes())
    }

    fn with_body(self, media_type: &'static str, body: Vec<u8>) -> Self {
        Self {
            body: Some((media_type, body)),
            ..self
        }
    }
}

const RECORDS: &str = "/v1/collections/people/records";

impl World {
    /// Fills a tenant with a collection of people and one of travel.
    pub fn of(tenant: Tenant) -> Self {
        let tenant = tenant
            .with_people(&data::some_people(41, 2))
            .with_collection(&data::travel());
        Self {
            tenant,
            made: Cell::new(0),
        }
    }

    /// A valid call of this operation; `None` when nobody has said yet what one is.
    pub fn call(&self, operation: &Operation) -> Option<Call> {
        let (method, path) = (operation.method.as_str(), operation.path.as_str());
        let made = match method {
            "GET" if !path.contains('{') => {
                let made = self.of_offboarding(method, path);
                let made = made.or_else(|| self.of_accounts(method, path));
                Some(made.unwrap_or_else(|| match path {
                    "/v1/audit/inclusion" => Made::plain("/v1/audit/inclusion?seq=2&size=3"),
                    "/v1/audit/consistency" => Made::plain("/v1/audit/consistency?from=2&to=3"),
                    path => Made::plain(path),
                }))
            }
            _ => self
                .of_collections(method, path)
                .or_else(|| self.of_subjects(method, path))
                .or_else(|| self.of_requests(method, path))
                .or_else(|| self.of_steps(method, path))
                .or_else(|| self.of_restrictions(method, path))
                .or_else(|| of_settings(method, path))
                .or_else(|| self.of_retention(method, path))
                .or_else(|| self.of_plugins(method, path))
                .or_else(|| self.of_purposes(method, path))
                .or_else(|| self.of_consents(method, path))
                .or_else(|| self.of_governance(method, path))
                .or_else(|| self.of_protocols(method, path))
                .or_else(|| self.of_accounts(method, path))
                .or_else(|| self.of_offboarding(method, path)),
        };
        let Made {
            path,
            path_of_nothing,
            body,
            by,
        } = made?;
        let method = method.parse().expect("a method of the OpenAPI document");
        Some(Call {
            method,
            path,
            path_of_nothing,
            body,
            by,
        })
    }

    fn of_collections(&self, method: &str, path: &str) -> Option<Made> {
        let people = |suffix: &str| Made::of("/v1/collections/", "people", suffix);
        Some(match (method, path) {
            ("POST", "/v1/collections") => Made::plain(path).with_json(&self.declaration()),
            ("GET", "/v1/collections/{collection}") => people(""),
            ("PUT", "/v1/collections/{collection}") => {
                Made::of("/v1/collections/", "travel", "").with_json(&data::travel())
            }
            ("GET", "/v1/collections/{collection}/records") => people("/records"),
            ("POST", "/v1/collections/{collection}/records") => {
                people("/records").with_json(&self.person())
            }
            ("GET", "/v1/collections/{collection}/records/{record}") => {
                let record = self
                    .tenant
                    .editor()
                    .post(RECORDS, &self.person())
                    .expect(201);
                Made::of(
                    "/v1/collections/people/records/",
                    &record.text_at("/record_id"),
                    "",
                )
            }
            ("GET" | "PUT" | "DELETE", "/v1/collections/{collection}/visibility") => {
                let declaration = self.declaration();
                let name = declaration["name"].as_str().expect("a name");
                let made = Made::of("/v1/collections/", name, "/visibility");
                let administrator = self.tenant.administrator();
                let declared = administrator.post("/v1/collections", &declaration);
                let _ = declared.expect(201);
                let open = json!(["administrator", "privacy-officer", "editor"]);
                let rules = json!({"rules": [{"viewers": {"roles": open}}]});
                let _ = administrator.put(&made.path, &rules).expect(200);
                match method {
                    "PUT" => made.with_json(&rules),
                    _ => made,
                }
            }
            ("POST", "/v1/collections/{collection}/import") => {
                let line = format!("{}\n", self.person()).into_bytes();
                people("/import").with_body("application/x-ndjson", line)
            }
            _ => return None,
        })
    }

    fn of_subjects(&self, method: &str, path: &str) -> Option<Made> {
        Some(match (method, path) {
            ("POST", "/v1/subjects/lookup") => Made::plain(path).with_json(&json!({
                "collection": "people", "field": "employee_no", "value": self.person_there(),
            })),
            ("GET", "/v1/subjects/{subject}") => Made::of("/v1/subjects/", &self.subject(), ""),
            ("GET", "/v1/subjects/{subject}/records") => {
                Made::of("/v1/subjects/", &self.subject(), "/records")
            }
            _ => return None,
        })
    }

    fn of_requests(&self, method: &str, path: &str) -> Option<Made> {
        let request = |kind: &str| self.tenant.request(kind, &self.subject());
        let of = |request: &str, suffix: &str| Made::of("/v1/requests/", request, suffix);
        Some(match (method, path) {
            ("POST", "/v1/requests") => Made::plain(path)
                .with_json(&json!({"kind": "access", "subject_id": self.subject()})),
            ("GET", "/v1/requests/{request}") => of(&request("access"), ""),
            ("GET", "/v1/requests/{request}/plan") => of(&request("erasure"), "/plan"),
            ("GET", "/v1/requests/{request}/answer") => {
                let request = request("access");
                let _ = self.tenant.execute(&request).expect(200);
                of(&request, "/answer")
            }
            ("GET", "/v1/requests/{request}/certificate") => {
                let request = request("erasure");
                let _ = self.tenant.execute(&request).expect(200);
                of(&request, "/certificate")
            }
            ("POST", "/v1/requests/{request}/execution") => of(&request("erasure"), "/execution"),
            ("POST", "/v1/requests/{request}/undo") => {
                let request = request("erasure");
                self.tenant.set("erasure", "undo_days", 1);
                let _ = self.tenant.execute(&request).expect(200);
                self.tenant.set("erasure", "undo_days", 0);
                of(&request, "/undo")
            }
            ("POST", "/v1/requests/{request}/verification") => {
                let body = json!({"kind": "erasure", "subject_id": self.subject()});
                let made = self
                    .tenant
                    .privacy_officer()
                    .post("/v1/requests", &body)
                    .expect(201);
                of(&made.text_at("/request_id"), "/verification")
                    .with_json(&json!({"method": "passport-seen"}))
            }
            ("POST", "/v1/requests/{request}/refusal") => of(&request("erasure"), "/refusal")
                .with_json(&json!({"reason": "the records are needed in court"})),
            ("POST", "/v1/requests/{request}/withdrawal") => of(&request("erasure"), "/withdrawal"),
            _ => return None,
        })
    }

    fn of_steps(&self, method: &str, path: &str) -> Option<Made> {
        let reason = json!({"reason": "it is a long story"});
        let step = path.strip_prefix("/v1/requests/{request}/")?;
        let of = |request: &str, step: &str| Made::of("/v1/requests/", request, step);
        Some(match (method, step) {
            ("POST", "pause") => {
                let body = json!({"kind": "access", "subject_id": self.subject()});
                let officer = self.tenant.privacy_officer();
                let made = officer.post("/v1/requests", &body).expect(201);
                of(&made.text_at("/request_id"), "/pause").with_json(&reason)
            }
            ("POST", "extension") => {
                let request = self.tenant.request("access", &self.subject());
                of(&request, "/extension").with_json(&reason)
            }
            ("POST", "steps") => {
                let steps = json!({"steps": [{"name": "paper", "title": "Paper files", "required": false}]});
                let officer = self.tenant.privacy_officer();
                let _ = officer
                    .put("/v1/request-templates/portability", &steps)
                    .expect(200);
                let request = self.tenant.request("portability", &self.subject());
                of(&request, "/steps").with_json(&json!({"step": "paper", "evidence": "binder 7"}))
            }
            ("POST", "fee") => {
                let subject = self.subject();
                let _ = self
                    .tenant
                    .execute(&self.tenant.request("access", &subject))
                    .expect(200);
                let request = self.tenant.request("access", &subject);
                of(&request, "/fee").with_json(&json!({"minor_units": 500, "currency": "EUR"}))
            }
            ("POST", "decision") => {
                let content = json!({"objection": {"ground": "direct-marketing"}});
                let filed = self
                    .tenant
                    .file("objection", &self.subject(), &content)
                    .expect(201);
                let request = filed.text_at("/request_id");
                let _ = self.tenant.execute(&request).expect(200);
                of(&request, "/decision").with_json(&json!({"upheld": true}))
            }
            _ => return None,
        })
    }

    fn of_restrictions(&self, method: &str, path: &str) -> Option<Made> {
        let of = |restriction: &str, step: &str| Made::of("/v1/restrictions/", restriction, step);
        let text = json!({"text": "the data proved right"});
        let made = || self.tenant.restrict(&self.subject(), &[]);
        Some(match (method, path) {
            ("GET", "/v1/restrictions/{restriction}") => of(&made(), ""),
            ("POST", "/v1/restrictions/{restriction}/notice") => {
                of(&made(), "/notice").with_json(&text)
            }
            ("POST", "/v1/restrictions/{restriction}/lifting") => {
                let restriction = made();
                let path = format!("/v1/restrictions/{restriction}/notice");
                let _ = self.tenant.privacy_officer().post(&path, &text).expect(200);
                of(&restriction, "/lifting")
            }
            _ => return None,
        })
    }

    fn of_retention(&self, method: &str, path: &str) -> Option<Made> {
        let policy = json!({
            "name": "Old people", "collection": "people", "purpose": "employment", "then": "review",
            "retention": {"keep_for": "P9Y", "from": "created"}, "from_year_end": true,
        });
        let officer = self.tenant.privacy_officer();
        let made = |path: &str, body: &Value, id: &str| {
            let made = officer.post(&format!("/v1/retention/{path}"), body);
            made.expect(201).text_at(id)
        };
        let of_policy = || {
            let policy = made("policies", &policy, "/policy_id");
            Made::of("/v1/retention/policies/", &policy, "")
        };
        let sweep = json!({"dry_run": true});
        let hold = || {
            json!({
                "subject_id": self.subject(), "ground": "legal-claims", "reference": "4 O 12/26",
                "reason": "it is needed in court",
            })
        };
        let of_hold = |suffix: &str| {
            let hold = made("holds", &hold(), "/hold_id");
            Made::of("/v1/retention/holds/", &hold, suffix)
        };
        Some(match (method, path) {
            ("POST", "/v1/retention/policies") => Made::plain(path).with_json(&policy),
            ("GET" | "DELETE", "/v1/retention/policies/{policy}") => of_policy(),
            ("PUT", "/v1/retention/policies/{policy}") => of_policy().with_json(&policy),
            ("POST", "/v1/retention/holds") => Made::plain(path).with_json(&hold()),
            ("GET", "/v1/retention/holds/{hold}") => of_hold(""),
            ("POST", "/v1/retention/holds/{hold}/release") => of_hold("/release"),
            ("POST", "/v1/retention/sweeps") => Made::plain(path).with_json(&sweep),
            ("GET", "/v1/retention/sweeps/{sweep}") => {
                let sweep = made("sweeps", &sweep, "/sweep_id");
                Made::of("/v1/retention/sweeps/", &sweep, "")
            }
            _ => return None,
        })
    }

    fn of_purposes(&self, method: &str, path: &str) -> Option<Made> {
        let of = |suffix: &str| Made::of("/v1/purposes/", &self.purpose(), suffix);
        let address = json!({"channel": "email", "address": format!("{}@a.example", self.next())});
        Some(match (method, path) {
            ("POST", "/v1/purposes") => {
                let name = format!("purpose-{}", self.next());
                Made::plain(path).with_json(&data::purpose(&name))
            }
            ("GET", "/v1/purposes/{purpose}") => of(""),
            ("GET", "/v1/purposes/{purpose}/policies") => of("/policies"),
            ("POST", "/v1/purposes/{purpose}/policies") => {
                of("/policies").with_json(&data::policy("May we write to you?"))
            }
            ("POST", "/v1/do-not-contact" | "/v1/do-not-contact/removal") => {
                Made::plain(path).with_json(&address)
            }
            ("POST", "/v1/do-not-contact/check") => Made::plain(path)
                .with_json(&json!({"channel": "email", "addresses": ["ann@acme.example"]})),
            _ => return None,
        })
    }

    fn of_consents(&self, method: &str, path: &str) -> Option<Made> {
        let of = |suffix: &str| Made::of("/v1/subjects/", &self.subject(), suffix);
        Some(match (method, path) {
            ("GET", "/v1/subjects/{subject}/consents") => of("/consents"),
            ("GET", "/v1/subjects/{subject}/consents/history") => of("/consents/history"),
            ("POST", "/v1/subjects/{subject}/consents") => {
                of("/consents").with_json(&data::yes_to(&self.purpose()))
            }
            ("POST", "/v1/subjects/{subject}/consents/{purpose}/withdraw") => {
                let (subject, purpose) = self.agreed();
                let suffix = format!("/consents/{purpose}/withdraw");
                Made::of("/v1/subjects/", &subject, &suffix)
            }
            ("GET", "/v1/subjects/{subject}/consents/{purpose}/receipt") => {
                let (subject, purpose) = self.agreed();
                let suffix = format!("/consents/{purpose}/receipt");
                Made::of("/v1/subjects/", &subject, &suffix)
            }
            _ => return None,
        })
    }

    fn of_protocols(&self, method: &str, path: &str) -> Option<Made> {
        let settings = json!({
            "identities": [{"identity_type": "email", "collection": "people", "field": "email"}],
            "drp": {"business_id": "ACME", "name": "Acme"},
        });
        let agent = json!({"name": "Agent", "verify_key": drp::Agent::new("A", 7).verify_key()});
        Some(match (method, path) {
            ("PUT", "/v1/protocols") => Made::plain(path).with_json(&settings),
            // Who registers an agent chooses its id.
            ("PUT", "/v1/protocols/agents/{agent}") => {
                Made::plain("/v1/protocols/agents/AGENT_A").with_json(&agent)
            }
            ("DELETE", "/v1/protocols/agents/{agent}") => {
                self.made.set(self.made.get() + 1);
                let letter = char::from(b'A' + u8::try_from(self.made.get() % 26).unwrap_or(0));
                let id = format!("AGENT_TO_GO_{letter}");
                let path = format!("/v1/protocols/agents/{id}");
                let _ = self.tenant.privacy_officer().put(&path, &agent).expect(200);
                Made {
                    path,
                    path_of_nothing: "/v1/protocols/agents/NOBODY".to_owned(),
                    body: None,
                    by: None,
                }
            }
            _ => return None,
        })
    }

    fn of_governance(&self, method: &str, path: &str) -> Option<Made> {
        let record =
            |suffix| Made::of("/v1/processing-records/", &self.processing_record(), suffix);
        let notice = |suffix| Made::of("/v1/notices/", &self.notice(), suffix);
        let breach = |suffix| Made::of("/v1/breaches/", &self.breach(), suffix);
        Some(match (method, path) {
            ("PUT", "/v1/organization") => Made::plain(path).with_json(&data::organization()),
            ("POST", "/v1/processing-records") => {
                Made::plain(path).with_json(&data::processing_record())
            }
            ("GET", "/v1/processing-records/{processing-record}") => record(""),
            ("GET", "/v1/processing-records/{processing-record}/versions") => record("/versions"),
            ("PUT", "/v1/processing-records/{processing-record}") => record("").with_json(&json!({
                "name": "Hosting", "role": "controller", "collections": [],
            })),
            ("POST", "/v1/notices") => {
                let _ = self.notice();
                Made::plain(path).with_json(&data::notice())
            }
            ("GET", "/v1/notices/{notice}") => notice(""),
            ("GET", "/v1/notices/{notice}/versions") => notice("/versions"),
            ("PUT", "/v1/notices/{notice}") => notice("").with_json(&data::notice()),
            ("POST", "/v1/breaches") => Made::plain(path).with_json(&data::breach()),
            ("GET", "/v1/breaches/{breach}") => breach(""),
            ("PUT", "/v1/breaches/{breach}") => breach("").with_json(&data::breach()),
            ("GET", "/v1/breaches/{breach}/versions") => breach("/versions"),
            ("GET", "/v1/breaches/{breach}/report") => breach("/report"),
            ("GET", "/v1/breaches/{breach}/scope") => breach("/scope?from=2026-01-01T00:00:00Z"),
            ("POST", "/v1/security-reports") => {
                Made::plain(path).with_json(&data::security_report())
            }
            ("GET", "/v1/security-reports/{security-report}") => {
                let officer = self.tenant.privacy_officer();
                let report = officer.post("/v1/security-reports", &data::security_report());
                let id = report.expect(201).text_at("/id");
                Made::of("/v1/security-reports/", &id, "")
            }
            _ => return None,
        })
    }

    fn processing_record(&self) -> String {
        let officer = self.tenant.privacy_officer();
        let made = officer.post("/v1/processing-records", &data::processing_record());
        made.expect(201).text_at("/id")
    }

    fn notice(&self) -> String {
        let officer = self.tenant.privacy_officer();
        let _ = officer
            .put("/v1/organization", &data::organization())
            .expect(200);
        let _ = self.processing_record();
        let made = officer.post("/v1/notices", &data::notice());
        made.expect(201).text_at("/id")
    }

    fn breach(&self) -> String {
        let officer = self.tenant.privacy_officer();
        let made = officer.post("/v1/breaches", &data::breach());
        made.expect(201).text_at("/id")
    }

    /// A purpose that processes the e-mail address, with its policy.
    fn purpose(&self) -> String {
        let name = format!("purpose-{}", self.next());
        let collection = data::mailing(&name);
        let administrator = self.tenant.administrator();
        let _ = administrator
            .post("/v1/collections", &collection)
            .expect(201);
        self.tenant.with_purpose(&name);
        name
    }

    /// A subject who agreed to a purpose, and the organization it agreed with.
    fn agreed(&self) -> (String, String) {
        let administrator = self.tenant.administrator();
        let _ = administrator
            .put("/v1/organization", &data::organization())
            .expect(200);
        let (subject, purpose) = (self.subject(), self.purpose());
        self.tenant.agree(&subject, &purpose);
        (subject, purpose)
    }

    fn next(&self) -> u32 {
        self.made.set(self.made.get() + 1);
        self.made.get()
    }

    fn person(&self) -> Value {
        json!({"employee_no": format!("W{}", self.next()), "name": "Somebody"})
    }

    fn person_there(&self) -> String {
        let person = self.person();
        let _ = self.tenant.editor().post(RECORDS, &person).expect(201);
        person["employee_no"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    fn subject(&self) -> String {
        let number = self.person_there();
        self.tenant
            .look_up("people", "employee_no", &number)
            .expect("the person was just added")
    }

    fn declaration(&self) -> Value {
        let mut declaration = data::travel();
        declaration["name"] = json!(format!("travel-{}", self.next()));
        declaration
    }
}

/// An id of the same form that nothing has.
fn nothing(id: &str) -> String {
    match id.rsplit_once('-') {
        Some((start, end)) if id.len() == 36 => {
            format!("{start}-{}", end.chars().rev().collect::<String>())
        }
        _ if id.len() == 64 => id.chars().rev().collect(),
        _ => format!("no-{id}"),
    }
}

fn of_settings(method: &str, path: &str) -> Option<Made> {
    let steps = json!({"steps": [{"name": "paper", "title": "Paper files", "required": true}]});
    let template = Made::plain("/v1/request-templates/consent-withdrawal");
    Some(match (method, path) {
        ("GET", "/v1/request-templates/{kind}") => template,
        ("PUT", "/v1/request-templates/{kind}") => template.with_json(&steps),
        ("PUT", "/v1/settings") => Made::plain(path).with_json(&json!({
            "time_zone": "Europe/Berlin", "member_state": "DE", "holidays": ["2026-08-08"],
        })),
        _ => return None,
    })
}
