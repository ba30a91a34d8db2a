//! Builders of accounts and their sessions.

use std::collections::BTreeSet;

use domain::visibility::{GroupName, Visibility};
use domain::{AccountId, Role};
use jiff::SignedDuration;
use serde_json::json;
use store::accounts::{Account, Activation, Authenticator, Password};
use store::sessions::NewSession;
use store::{Sql, TenantScope, accounts, groups, guesses, password_policy, sessions, visibility};

use super::{at, number, subject, token};
use crate::commit;

pub(crate) fn account_id(n: u128) -> AccountId {
    AccountId::from_uuid(number(13, n))
}

/// An account with everything that one can have.
pub(crate) fn account(n: u128) -> Account {
    Account {
        account_id: account_id(n),
        login_digest: format!("login {n}").into_bytes(),
        profile: b"sealed profile".to_vec(),
        role: Role::Editor,
        enabled: true,
        subject_id: Some(subject(1)),
        password: Some(Password {
            hash: "$argon2id$".to_owned(),
            changed_at: at(3),
        }),
        password_history: vec!["$argon2id$before".to_owned()],
        activation: Some(Activation {
            hash: format!("activation {n}"),
            expires_at: at(9),
        }),
        authenticator: Some(Authenticator {
            secret: b"sealed secret".to_vec(),
            confirmed: true,
            last_step: Some(7),
        }),
        recovery_hashes: vec!["one".to_owned(), "two".to_owned()],
        revision: 1,
        created_at: at(2),
        changed_at: at(2),
        account_type: Some("manager".parse().unwrap()),
    }
}

pub(crate) fn teams(names: &[&str]) -> BTreeSet<GroupName> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

/// Everything is open to a group.
pub(crate) fn open_to(group: &str) -> Visibility {
    let rules = json!({"rules": [{"viewers": {"groups": [group]}}]});
    serde_json::from_value(rules).unwrap()
}

/// A session that begins at 100, ends at 200, and earlier when it is not used for 20.
pub(crate) fn session(n: u128, hash: &str) -> NewSession<'_> {
    NewSession {
        token_id: token(n),
        account_id: account_id(1),
        role: Role::Editor,
        hash,
        at: at(100),
        idle: SignedDuration::from_millis(20),
        expires_at: at(200),
    }
}

pub(super) async fn furnish<S: Sql>(sql: &mut S, scope: &TenantScope) {
    let hash = format!("session of {}", scope.tenant_id());
    commit!(sql, |tx| {
        accounts::create(tx, scope, &account(1)).await.unwrap();
        groups::replace(tx, scope, account_id(1), &teams(&["hr"]))
            .await
            .unwrap();
        sessions::begin(tx, scope, &session(8, &hash))
            .await
            .unwrap();
        guesses::lock(tx, scope, "login").await.unwrap();
        guesses::count(tx, scope, "login", 3, at(3)).await.unwrap();
        guesses::know_device(tx, scope, account_id(1), "device", at(3))
            .await
            .unwrap();
        visibility::put(tx, scope, "people", &open_to("hr"), at(3))
            .await
            .unwrap();
        password_policy::put(tx, scope, &json!({"history": 3}), at(3))
            .await
            .unwrap();
    });
}
