//! A valid call of every operation of the API, on things made for it.

use std::cell::Cell;

use serde_json::{Value, json};

use crate::openapi::Operation;
use crate::{Answer, Client, Method, Tenant, data, hostile};

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
}

impl Made {
    fn plain(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            path_of_nothing: path.to_owned(),
            body: None,
        }
    }

    fn of(prefix: &str, id: &str, suffix: &str) -> Self {
        let path = format!("{prefix}{id}{suffix}");
        Self {
            path,
            path_of_nothing: format!("{prefix}{}{suffix}", nothing(id)),
            body: None,
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
            "GET" if !path.contains('{') => Some(Made::plain(path)),
            _ => self
                .of_collections(method, path)
                .or_else(|| self.of_subjects(method, path))
                .or_else(|| self.of_requests(method, path))
                .or_else(|| self.of_plugins(method, path))
                .or_else(|| self.of_retention(method, path)),
        };
        let Made {
            path,
            path_of_nothing,
            body,
        } = made?;
        let method = method.parse().expect("a method of the OpenAPI document");
        Some(Call {
            method,
            path,
            path_of_nothing,
            body,
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
            ("POST", "/v1/requests/{request}/execution") => of(&request("erasure"), "/execution"),
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

    fn of_plugins(&self, method: &str, path: &str) -> Option<Made> {
        let of = |digest: &str, step: &str| Made::of("/v1/plugins/", digest, step);
        let reason = json!({"reason": "it keeps the initials"});
        Some(match (method, path) {
            ("POST", "/v1/plugins") => {
                Made::plain(path).with_body("application/wasm", self.plugin())
            }
            ("GET" | "DELETE", "/v1/plugins/{digest}") => of(&self.uploaded(), ""),
            ("GET", "/v1/plugins/{digest}/runs") => of(&self.uploaded(), "/runs"),
            ("POST", "/v1/plugins/{digest}/approval") => of(&self.uploaded(), "/approval"),
            ("POST", "/v1/plugins/{digest}/activation") => of(&self.approved(), "/activation"),
            ("POST", "/v1/plugins/{digest}/rollback") => of(&self.replacing(), "/rollback"),
            ("POST", "/v1/plugins/{digest}/rejection") => {
                of(&self.uploaded(), "/rejection").with_json(&reason)
            }
            ("POST", "/v1/plugins/{digest}/revocation") => {
                of(&self.uploaded(), "/revocation").with_json(&reason)
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

    fn plugin(&self) -> Vec<u8> {
        Self::version(self.next(), 0)
    }

    /// A plugin that gives back what it was given. The length of its data tells versions apart.
    fn version(number: u32, version: usize) -> Vec<u8> {
        let data = "x".repeat(version);
        hostile::component(
            &format!("echo-{number}"),
            &format!(
                "(module {{{{memory}}}} {{{{realloc}}}} {{{{describe}}}} {{{{echo}}}}
                    (data (i32.const 0) \"{data}\")
                    (func {{{{head}}}} (call $answer (local.get $columns) (local.get $count))))"
            ),
        )
    }

    fn uploaded(&self) -> String {
        self.tenant.upload(&self.plugin())
    }

    fn approved(&self) -> String {
        self.decided(&self.plugin(), &["approval"])
    }

    /// The second version of a plugin, active in the place of the first.
    fn replacing(&self) -> String {
        let number = self.next();
        let steps = ["approval", "activation"];
        self.decided(&Self::version(number, 1), &steps);
        self.decided(&Self::version(number, 2), &steps)
    }

    fn decided(&self, component: &[u8], steps: &[&str]) -> String {
        let digest = self.tenant.upload(component);
        for step in steps {
            let path = format!("/v1/plugins/{digest}/{step}");
            let _ = self.tenant.administrator().act(&path).expect(200);
        }
        digest
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
