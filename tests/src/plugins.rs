//! Plugins of a tenant at work.

use serde_json::{Value, json};

use crate::signing::Signer;
use crate::{Answer, Tenant, data, hostile};

/// A plugin that logs two lines and gives back what it was given.
pub fn talkative(name: &str) -> Vec<u8> {
    hostile::component(
        name,
        "(module
            (import \"lethe:plugin/log@1.1.0\" \"write\" (func $write (param i32 i32 i32)))
            {{memory}} {{realloc}} {{describe}} {{echo}}
            (data (i32.const 2048) \"beganended\")
            (func {{head}}
                (call $write (i32.const 1) (i32.const 2048) (i32.const 5))
                (call $write (i32.const 2) (i32.const 2053) (i32.const 5))
                (call $answer (local.get $columns) (local.get $count))))",
    )
}

impl Tenant {
    /// Registers the key of somebody who signs plugins.
    pub fn register(&self, signer: &Signer) {
        let key = json!({"public_key": signer.public_key(), "label": "build server"});
        let _ = self
            .administrator()
            .post("/v1/plugin-keys", &key)
            .expect(201);
    }

    /// Lets plugins in that nobody signed, if the tenant does not yet.
    pub fn allow_unsigned_plugins(&self) {
        let settings = self.administrator().get("/v1/settings");
        if settings.expect(200).json()["plugins"]["allow_unsigned"] == false {
            self.set("plugins", "allow_unsigned", true);
        }
    }

    /// Says what is asked of plugins; unsigned ones are let in when it is not said.
    pub fn ask_of_plugins(&self, plugins: &Value) {
        let mut asked = json!({"allow_unsigned": true});
        for (name, value) in plugins.as_object().into_iter().flatten() {
            asked[name] = value.clone();
        }
        let settings = json!({"time_zone": "Etc/UTC", "member_state": null, "plugins": asked});
        let _ = self
            .administrator()
            .put("/v1/settings", &settings)
            .expect(200);
    }

    /// Has an active anonymizer work on a note of a person, in an erasure that is tried so often.
    pub fn run_plugin(&self, plugin: &str, note: &str, times: usize) -> Vec<Answer> {
        let rule = json!({"anonymize": {"plugin": plugin, "parameters": {}}});
        let fields = json!([
            {"name": "author", "type": "text", "class": "identifier", "on_export": "include",
             "on_erase": rule},
            {"name": "note", "type": "text", "class": "free-text", "on_export": "include",
             "on_erase": rule},
        ]);
        let collection = data::owned_by_employee(plugin, &fields);
        let administrator = self.administrator();
        let _ = administrator
            .post("/v1/collections", &collection)
            .expect(201);
        let person = json!({"employee_no": plugin, "name": "Somebody"});
        let _ = self.import("people", &[person]).expect(200);
        let row = json!({"employee_no": plugin, "author": "Grace Hopper", "note": note});
        let _ = self.import(plugin, &[row]).expect(200);
        let subject = self.look_up("people", "employee_no", plugin);
        let request = self.request("erasure", &subject.expect("the person was just added"));
        (0..times).map(|_| self.execute(&request)).collect()
    }
}
