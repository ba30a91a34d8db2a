//! People with accounts of a tenant, signed in over HTTP, and the authenticator of one.

use base64::Engine as _;
use ring::hmac;
use serde_json::{Value, json};

use crate::{Answer, Client, Tenant};

/// A password that nobody would guess.
pub const PASSWORD: &str = "seven teal herons wade";

/// Somebody with an account.
#[derive(Clone)]
pub struct Person {
    /// The id of the account.
    pub account_id: String,
    /// The tenant's id.
    pub tenant_id: String,
    /// What they sign in with.
    pub login: String,
    nobody: Client,
}

impl Person {
    /// Makes an account for a login; it has no password yet. Gives the secret that sets one.
    pub fn invite(tenant: &Tenant, login: &str) -> (Self, String) {
        Self::invite_for(tenant, login, &json!(null))
    }

    fn invite_for(tenant: &Tenant, login: &str, subject: &Value) -> (Self, String) {
        let wanted = json!({"login": login, "display_name": "Pat Example", "subject_id": subject});
        let made = tenant.administrator().post("/v1/accounts", &wanted);
        let made = made.expect(201);
        let person = Self {
            account_id: made.text_at("/account_id"),
            tenant_id: made.text_at("/tenant_id"),
            login: login.to_owned(),
            nobody: tenant.nobody(),
        };
        (person, made.text_at("/activation_secret"))
    }

    /// Makes an account with [`PASSWORD`].
    pub fn of(tenant: &Tenant, login: &str) -> Self {
        let (person, secret) = Self::invite(tenant, login);
        let _ = person.activate(&secret, PASSWORD).expect(200);
        person
    }

    /// The same, for a data subject, in groups and of a type.
    pub fn member(tenant: &Tenant, login: &str, subject: &str, membership: &Value) -> Self {
        let (person, secret) = Self::invite_for(tenant, login, &json!(subject));
        let _ = person.activate(&secret, PASSWORD).expect(200);
        let path = format!("/v1/accounts/{}/membership", person.account_id);
        let _ = tenant.administrator().put(&path, membership).expect(200);
        person
    }

    /// The same, with a role.
    pub fn with_role(tenant: &Tenant, login: &str, role: &str) -> Self {
        let person = Self::of(tenant, login);
        let path = format!("/v1/accounts/{}/role", person.account_id);
        let given = tenant.administrator().put(&path, &json!({ "role": role }));
        let _ = given.expect(200);
        person
    }

    /// Sets the first password.
    pub fn activate(&self, secret: &str, password: &str) -> Answer {
        let wanted = json!({"tenant": self.tenant_id, "secret": secret, "password": password});
        self.nobody.post("/v1/activation", &wanted)
    }

    /// Tries to sign in with a password and whatever else.
    pub fn try_with(&self, password: &str, more: &Value) -> Answer {
        self.nobody
            .post("/v1/sign-in", &self.sign_in(password, more))
    }

    /// The body of signing in.
    pub fn sign_in(&self, password: &str, more: &Value) -> Value {
        let mut wanted = json!({
            "tenant": self.tenant_id, "login": self.login, "password": password,
        });
        for (key, value) in more.as_object().into_iter().flatten() {
            wanted[key] = value.clone();
        }
        wanted
    }

    /// Signs in with [`PASSWORD`]; gives who calls in the session.
    pub fn session(&self) -> Client {
        let begun = self.try_with(PASSWORD, &json!({})).expect(200);
        self.nobody.with_token(&begun.text_at("/token"))
    }

    /// Calls without a token.
    pub fn nobody(&self) -> &Client {
        &self.nobody
    }
}

/// What an authenticator with this secret (base32) shows in a step from 1970 on (RFC 6238), reckoned without Lethe's own
/// library.
pub fn code(secret: &str, step: u64) -> String {
    let mut bits = 0_u64;
    let (mut held, mut key) = (0, Vec::new());
    for letter in secret.bytes() {
        let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
            .iter()
            .position(|l| *l == letter);
        bits = (bits << 5) | value.expect("base32") as u64;
        held += 5;
        if held >= 8 {
            held -= 8;
            key.push(u8::try_from((bits >> held) & 0xff).expect("a byte"));
        }
    }
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &key);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let at = usize::from(bytes[19] & 0xf);
    let word = bytes[at..at + 4]
        .iter()
        .fold(0_u32, |word, byte| (word << 8) | u32::from(*byte));
    format!("{:06}", (word & 0x7fff_ffff) % 1_000_000)
}

/// The step of now.
pub fn step_now() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.expect("after 1970").as_secs() / 30
}

/// The token of a session without a password of its own, for messages: 32 bytes after the prefix.
pub fn is_token(text: &str) -> bool {
    let secret = text.strip_prefix("lethe_").unwrap_or_default();
    let decoded = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(secret);
    decoded.is_ok_and(|bytes| bytes.len() == 32)
}
