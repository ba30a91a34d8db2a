//! Calls about accounts. What one does about the own account is done in a session, and nobody else can.

use serde_json::{Value, json};

use super::{Made, World};
use crate::accounts::{PASSWORD, Person, code, step_now};

impl World {
    pub(super) fn of_accounts(&self, method: &str, path: &str) -> Option<Made> {
        let of = |suffix: &str| {
            let (person, _) = self.invited();
            Made::of("/v1/accounts/", &person.account_id, suffix)
        };
        let plain = || Made::plain(path);
        Some(match (method, path) {
            ("POST", "/v1/accounts") => plain().with_json(&json!({
                "login": format!("new-{}@acme.example", self.next()), "display_name": "Pat Example",
            })),
            ("GET", "/v1/accounts/{account}") => of(""),
            ("PUT", "/v1/accounts/{account}/role") => {
                of("/role").with_json(&json!({"role": "editor"}))
            }
            ("PUT", "/v1/accounts/{account}/enabled") => {
                of("/enabled").with_json(&json!({"enabled": false}))
            }
            ("PUT", "/v1/accounts/{account}/membership") => {
                of("/membership").with_json(&json!({"groups": ["hr"], "type": "manager"}))
            }
            ("POST", "/v1/accounts/{account}/activation") => of("/activation"),
            ("POST", "/v1/activation") => {
                let (person, secret) = self.invited();
                plain().with_json(&json!({
                    "tenant": person.tenant_id, "secret": secret, "password": PASSWORD,
                }))
            }
            ("POST", "/v1/sign-in") => {
                let person = self.person_with_account();
                plain().with_json(&person.sign_in(PASSWORD, &json!({})))
            }
            ("PUT", "/v1/password-policy") => plain().with_json(&json!({"profile": "nist-63b-4"})),
            _ => return self.of_sessions(method, path),
        })
    }

    fn of_sessions(&self, method: &str, path: &str) -> Option<Made> {
        let made = |body: &Value| Some(self.in_session(Made::plain(path)).with_json(body));
        match (method, path) {
            ("GET" | "DELETE", "/v1/profile" | "/v1/profile/authenticator")
            | ("POST", "/v1/profile/authenticator") => Some(self.in_session(Made::plain(path))),
            ("POST", "/v1/sign-out") => made(&json!({"everywhere": false})),
            ("POST", "/v1/step-up") => made(&json!({"password": PASSWORD})),
            ("PUT", "/v1/profile") => made(&json!({"display_name": "Pat Changed"})),
            ("PUT", "/v1/profile/password") => {
                made(&json!({"current": PASSWORD, "new": "eight ochre storks fly"}))
            }
            ("POST", "/v1/profile/authenticator/confirmation") => {
                let session = self.signed_in();
                let path_of_it = "/v1/profile/authenticator";
                let secret = session.act(path_of_it).expect(201).text_at("/secret");
                let body = json!({"code": code(&secret, step_now())});
                Some(Made::plain(path).by(&session).with_json(&body))
            }
            ("POST", "/v1/profile/recovery-codes") => {
                let session = self.signed_in();
                let path_of_it = "/v1/profile/authenticator";
                let secret = session.act(path_of_it).expect(201).text_at("/secret");
                let body = json!({"code": code(&secret, step_now())});
                let confirmed = session.post(&format!("{path_of_it}/confirmation"), &body);
                let _ = confirmed.expect(200);
                Some(Made::plain(path).by(&session))
            }
            _ => None,
        }
    }

    fn in_session(&self, made: Made) -> Made {
        made.by(&self.signed_in())
    }

    fn signed_in(&self) -> crate::Client {
        self.person_with_account().session()
    }

    fn invited(&self) -> (Person, String) {
        Person::invite(&self.tenant, &format!("{}@acme.example", self.next()))
    }

    fn person_with_account(&self) -> Person {
        Person::of(&self.tenant, &format!("{}@acme.example", self.next()))
    }
}
