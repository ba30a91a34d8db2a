//! A tenant of the Lethe under test, with a token of every role.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::{Client, Folder, data};

/// What a token lets its holder do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// May do everything.
    Administrator,
    /// Handles requests of data subjects.
    PrivacyOfficer,
    /// Keeps records.
    Editor,
    /// Looks at what was done.
    Auditor,
}

impl Role {
    /// Every role, the most powerful first.
    pub const ALL: [Self; 4] = [
        Self::Administrator,
        Self::PrivacyOfficer,
        Self::Editor,
        Self::Auditor,
    ];

    /// As the command line and the API write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::PrivacyOfficer => "privacy-officer",
            Self::Editor => "editor",
            Self::Auditor => "auditor",
        }
    }
}

/// A tenant that no other test uses.
#[derive(Clone)]
pub struct Tenant {
    /// Its name.
    pub name: String,
    nobody: Client,
    tokens: BTreeMap<Role, String>,
    /// Of a second administrator: nobody approves what they uploaded themselves.
    developer: String,
    /// Who made it, and its id there, where that was not the command line.
    operator: Option<(Client, String)>,
}

impl Tenant {
    /// Makes a tenant and its tokens with the command line of the host on this folder.
    pub fn create(folder: &Folder, url: &str) -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!("tenant-{}", MADE.fetch_add(1, Ordering::Relaxed));
        folder.lethe_says(&["tenant", "create", &name]);
        let token = |role: Role| {
            folder.lethe_says(&["token", "create", "--tenant", &name, "--role", role.name()])
        };
        let tokens = Role::ALL
            .into_iter()
            .map(|role| (role, token(role)))
            .collect();
        Self {
            nobody: Client::new(url),
            tokens,
            developer: token(Role::Administrator),
            operator: None,
            name,
        }
    }

    /// Makes a tenant and its tokens with the operator's routes of the Lethe at this address.
    pub fn create_by(operator: &Client) -> Self {
        let name = format!("tenant-{:016x}", fastrand::u64(..));
        let made = operator.post("/operator/v1/tenants", &json!({ "name": name }));
        let id = made.expect(201).text_at("/tenant_id");
        let token = |role: Role| {
            let (token, _) = issue(
                operator,
                &id,
                &json!({"role": role.name(), "label": "test"}),
            );
            token
        };
        let tokens = Role::ALL
            .into_iter()
            .map(|role| (role, token(role)))
            .collect();
        Self {
            nobody: operator.without_token(),
            tokens,
            developer: token(Role::Administrator),
            operator: Some((operator.clone(), id)),
            name,
        }
    }

    /// The same tenant at another address, such as after a restart.
    #[must_use]
    pub fn at(&self, url: &str) -> Self {
        Self {
            nobody: Client::new(url),
            ..self.clone()
        }
    }

    /// Calls with the token of this role.
    pub fn with_role(&self, role: Role) -> Client {
        let token = self
            .tokens
            .get(&role)
            .expect("a tenant has a token of every role");
        self.nobody.with_token(token)
    }

    /// Calls with the token that may do everything.
    pub fn administrator(&self) -> Client {
        self.with_role(Role::Administrator)
    }

    /// Calls with the token that handles requests.
    pub fn privacy_officer(&self) -> Client {
        self.with_role(Role::PrivacyOfficer)
    }

    /// Calls with the token that keeps records.
    pub fn editor(&self) -> Client {
        self.with_role(Role::Editor)
    }

    /// Calls with the token that looks at what was done.
    pub fn auditor(&self) -> Client {
        self.with_role(Role::Auditor)
    }

    /// Calls with the token that uploads plugins, for somebody else to approve.
    pub fn developer(&self) -> Client {
        self.nobody.with_token(&self.developer)
    }

    /// The token that uploads plugins, as it is sent.
    pub fn developer_token(&self) -> &str {
        &self.developer
    }

    /// Calls without a token.
    pub fn nobody(&self) -> Client {
        self.nobody.clone()
    }

    /// The token of a role, as it is sent.
    pub fn token(&self, role: Role) -> &str {
        self.tokens.get(&role).map_or("", String::as_str)
    }

    /// Sets one member of what its plugins may use, as the vendor does: with the command line on this folder, or else by
    /// the operator's routes.
    pub fn set_plugin_quota(
        &self,
        folder: Option<&Folder>,
        member: &str,
        allowed: impl Into<Value>,
    ) {
        let allowed = allowed.into();
        let Some(folder) = folder else {
            let (operator, tenant) = self.by_operator();
            let path = format!("/operator/v1/tenants/{tenant}/plugin-quota");
            let _ = operator.put(&path, &json!({ member: allowed })).expect(200);
            return;
        };
        let option = format!("--{}", member.replace('_', "-"));
        let allowed = allowed.to_string();
        let allowed = allowed.trim_matches('"');
        let set = folder.lethe(&["tenant", "quota", &self.name, "--usual", &option, allowed]);
        assert!(set.status.success(), "{set:?}");
    }

    /// A token that was revoked, with the command line on this folder or else by the operator's routes.
    pub fn revoked_token(&self, folder: Option<&Folder>) -> String {
        let Some(folder) = folder else {
            let (operator, tenant) = self.by_operator();
            let wanted = json!({"role": "administrator", "label": "to-be-revoked"});
            let (token, id) = issue(operator, tenant, &wanted);
            let path = format!("/operator/v1/tenants/{tenant}/tokens/{id}");
            let _ = operator.delete(&path).expect(204);
            return token;
        };
        let token = self.create_token(folder, &["--label", "to-be-revoked"]);
        let list = folder.lethe(&["token", "list", "--tenant", &self.name]);
        let list = String::from_utf8_lossy(&list.stdout).into_owned();
        let line = list.lines().find(|line| line.contains("to-be-revoked"));
        let line = line.unwrap_or_else(|| panic!("the new token is not in the list: {list}"));
        let is_id = |word: &&str| word.len() == 36 && word.matches('-').count() == 4;
        let id = line
            .split_whitespace()
            .find(is_id)
            .expect("a line holds the token's id");
        let output = folder.lethe(&["token", "revoke", "--tenant", &self.name, id]);
        assert!(output.status.success(), "{output:?}");
        token
    }

    /// A token whose time is over.
    pub fn expired_token(&self, folder: Option<&Folder>) -> String {
        let token = if let Some(folder) = folder {
            self.create_token(folder, &["--expires-in", "PT1S"])
        } else {
            let (operator, tenant) = self.by_operator();
            let at = jiff::Timestamp::now() + Duration::from_secs(1);
            let wanted = json!({"role": "administrator", "label": "test", "expires_at": at});
            issue(operator, tenant, &wanted).0
        };
        std::thread::sleep(Duration::from_millis(1_100));
        token
    }

    fn create_token(&self, folder: &Folder, more: &[&str]) -> String {
        let arguments = ["token", "create", "--tenant", &self.name];
        folder.lethe_says(&[&arguments[..], &["--role", "administrator"], more].concat())
    }

    fn by_operator(&self) -> (&Client, &str) {
        let (operator, tenant) = self
            .operator
            .as_ref()
            .expect("the operator made the tenant");
        (operator, tenant)
    }

    /// Changes one of the settings, and leaves the others.
    pub fn set(&self, group: &str, name: &str, value: impl Into<Value>) {
        let administrator = self.administrator();
        let mut settings = administrator.get("/v1/settings").expect(200).json();
        settings[group][name] = value.into();
        let _ = administrator.put("/v1/settings", &settings).expect(200);
    }

    /// Declares a collection.
    #[must_use]
    pub fn with_collection(self, declaration: &Value) -> Self {
        let _ = self
            .administrator()
            .post("/v1/collections", declaration)
            .expect(201);
        self
    }

    /// Uploads a plugin that nobody signed, and gives its digest.
    pub fn upload(&self, component: &[u8]) -> String {
        self.allow_unsigned_plugins();
        let answer = self
            .developer()
            .post_as("/v1/plugins", "application/wasm", component);
        answer.expect(201).text_at("/digest")
    }

    /// Uploads a plugin, has it approved, and makes it the active one of its name.
    #[must_use]
    pub fn with_plugin(self, component: &[u8]) -> Self {
        let digest = self.upload(component);
        for step in ["approval", "activation"] {
            let path = format!("/v1/plugins/{digest}/{step}");
            let _ = self.administrator().act(&path).expect(200);
        }
        self
    }

    /// Imports rows into a collection, all or nothing.
    #[must_use]
    pub fn with_rows(self, collection: &str, rows: &[Value]) -> Self {
        let _ = self.import(collection, rows).expect(200);
        self
    }

    /// Declares the collection `people` of the example and imports so many.
    #[must_use]
    pub fn with_people(self, people: &[data::Person]) -> Self {
        let rows: Vec<Value> = people.iter().map(|person| person.row.clone()).collect();
        self.with_collection(&data::people())
            .with_rows("people", &rows)
    }

    /// Imports rows as NDJSON.
    pub fn import(&self, collection: &str, rows: &[Value]) -> crate::Answer {
        let path = format!("/v1/collections/{collection}/import");
        self.editor()
            .post_as(&path, "application/x-ndjson", &ndjson(rows))
    }

    /// The subject whose record in this collection has this value in a look-up field.
    pub fn look_up(&self, collection: &str, field: &str, value: &str) -> Option<String> {
        let body = json!({"collection": collection, "field": field, "value": value});
        let answer = self.editor().post("/v1/subjects/lookup", &body);
        (answer.status != 404).then(|| answer.expect(200).text_at("/subject_id"))
    }

    /// The subject of a person of the example.
    pub fn subject(&self, person: &data::Person) -> String {
        let found = self.look_up("people", "employee_no", &person.number);
        found.unwrap_or_else(|| panic!("no subject for employee {}", person.number))
    }

    /// Files a request about a subject whose identity is verified; gives its id.
    pub fn request(&self, kind: &str, subject: &str) -> String {
        let body = json!({
            "kind": kind, "subject_id": subject, "identity": {"method": "passport-seen"},
        });
        let answer = self
            .privacy_officer()
            .post("/v1/requests", &body)
            .expect(201);
        answer.text_at("/request_id")
    }

    /// Files a request with content of its kind, about a subject whose identity is verified.
    pub fn file(&self, kind: &str, subject: &str, content: &Value) -> crate::Answer {
        let mut body = json!({
            "kind": kind, "subject_id": subject, "identity": {"method": "passport-seen"},
        });
        for (name, value) in content.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        self.privacy_officer().post("/v1/requests", &body)
    }

    /// Restricts records of a subject, or all when none are named; gives the id of the restriction.
    pub fn restrict(&self, subject: &str, records: &[Value]) -> String {
        let content = json!({"restriction": {"ground": "legal-claims", "records": records}});
        let filed = self.file("restriction", subject, &content).expect(201);
        let done = self.execute(&filed.text_at("/request_id")).expect(200);
        done.text_at("/outcome/restriction_id")
    }

    /// Carries out a request.
    pub fn execute(&self, request: &str) -> crate::Answer {
        self.privacy_officer()
            .act(&format!("/v1/requests/{request}/execution"))
    }

    /// Every record of a collection.
    pub fn records(&self, collection: &str) -> Vec<Value> {
        self.privacy_officer()
            .all(&format!("/v1/collections/{collection}/records"))
    }

    /// Declares a purpose that rests on consent, and publishes its first policy.
    pub fn with_purpose(&self, name: &str) {
        let administrator = self.administrator();
        let _ = administrator
            .post("/v1/purposes", &data::purpose(name))
            .expect(201);
        let path = format!("/v1/purposes/{name}/policies");
        let policy = data::policy("May we write to you?");
        let _ = administrator.post(&path, &policy).expect(201);
    }

    /// Records that a subject agreed to a purpose.
    pub fn agree(&self, subject: &str, purpose: &str) {
        let path = format!("/v1/subjects/{subject}/consents");
        let _ = self
            .editor()
            .post(&path, &data::yes_to(purpose))
            .expect(201);
    }

    /// Every audit event, oldest first or newest first as the API lists them.
    pub fn audit(&self) -> Vec<Value> {
        self.auditor().all("/v1/audit/events")
    }
}

/// One JSON text a line.
pub fn ndjson(rows: &[Value]) -> Vec<u8> {
    rows.iter()
        .flat_map(|row| format!("{row}\n").into_bytes())
        .collect()
}

/// Issues a token by the operator's routes; gives it and its id.
fn issue(operator: &Client, tenant: &str, wanted: &Value) -> (String, String) {
    let path = format!("/operator/v1/tenants/{tenant}/tokens");
    let made = operator.post(&path, wanted).expect(201);
    (made.text_at("/token"), made.text_at("/token_id"))
}
