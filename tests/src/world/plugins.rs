//! Calls about plugins.

use serde_json::json;

use super::{Made, World};
use crate::signing::Signer;
use crate::{data, hostile};

impl World {
    pub(super) fn of_plugins(&self, method: &str, path: &str) -> Option<Made> {
        let of = |digest: &str, step: &str| Made::of("/v1/plugins/", digest, step);
        let reason = json!({"reason": "it keeps the initials"});
        Some(match (method, path) {
            ("POST", "/v1/plugins") => {
                self.tenant.allow_unsigned_plugins();
                Made::plain(path).with_body("application/wasm", self.plugin())
            }
            ("GET" | "DELETE", "/v1/plugins/{digest}") => of(&self.uploaded(), ""),
            ("GET", "/v1/plugins/{digest}/runs") => of(&self.uploaded(), "/runs"),
            ("GET", "/v1/plugins/{digest}/logs") => of(&self.uploaded(), "/logs"),
            ("POST", "/v1/plugins/{digest}/reinstatement") => {
                of(&self.suspended(), "/reinstatement")
            }
            ("POST", "/v1/plugins/{digest}/shadow-run") => {
                let digest = self.ruled();
                let wanted =
                    json!({"collection": format!("notes-{}", self.made.get()), "records": 5});
                of(&digest, "/shadow-run").with_json(&wanted)
            }
            ("POST", "/v1/plugin-keys") => Made::plain(path).with_json(&json!({
                "public_key": Signer::new(self.next()).public_key(), "label": "build server",
            })),
            ("GET", "/v1/plugin-keys/{key}") => Made::of("/v1/plugin-keys/", &self.key(), ""),
            ("POST", "/v1/plugin-keys/{key}/revocation") => {
                Made::of("/v1/plugin-keys/", &self.key(), "/revocation")
            }
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

    fn key(&self) -> String {
        let signer = Signer::new(self.next());
        self.tenant.register(&signer);
        signer.public_key()
    }

    /// A plugin that failed so often that it is suspended.
    fn suspended(&self) -> String {
        let name = format!("trap-{}", self.next());
        let component = hostile::component(
            &name,
            "(module {{memory}} {{realloc}} {{describe}} {{echo}} (func {{head}} (unreachable)))",
        );
        let digest = self.decided(&component, &["approval", "activation"]);
        for answer in self.tenant.run_plugin(&name, "a note", 5) {
            let _ = answer.problem(422);
        }
        digest
    }

    /// A plugin that a collection of the same number has a rule for.
    fn ruled(&self) -> String {
        let number = self.next();
        let rule = json!({"anonymize": {"plugin": format!("echo-{number}"), "parameters": {}}});
        let fields = json!([{"name": "note", "type": "text", "class": "free-text",
                             "on_export": "include", "on_erase": rule}]);
        let collection = data::owned_by_employee(&format!("notes-{number}"), &fields);
        let administrator = self.tenant.administrator();
        let _ = administrator
            .post("/v1/collections", &collection)
            .expect(201);
        self.tenant.upload(&Self::version(number, 0))
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
