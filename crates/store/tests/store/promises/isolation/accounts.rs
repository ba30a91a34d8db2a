//! Accounts, sessions and guesses of a tenant are nobody else's.

use std::collections::BTreeSet;

use serde_json::json;
use store::{Sql, Tx, accounts, groups, guesses, password_policy, records, sessions, visibility};

use crate::arrange::accounts::{account, account_id, open_to, session, teams};
use crate::arrange::{all, at, subject, token};

pub(super) async fn sees_nothing<S: Sql>(sql: &mut S, mine: &store::TenantScope) {
    let found = accounts::find(sql, mine, account_id(1)).await.unwrap();
    assert_eq!(found, None);
    let found = accounts::find_by_login(sql, mine, b"login 1")
        .await
        .unwrap();
    assert_eq!(found, None);
    let found = accounts::find_by_activation(sql, mine, "activation 1").await;
    assert_eq!(found.unwrap(), None);
    let listed = accounts::list(sql, mine, &all()).await.unwrap();
    assert_eq!(listed, (vec![], None));
    let known = guesses::knows_device(sql, mine, account_id(1), "device").await;
    assert!(!known.unwrap());
    let own = groups::of(sql, mine, account_id(1)).await.unwrap();
    assert!(own.is_empty());
    assert!(groups::list(sql, mine).await.unwrap().is_empty());
    let team = groups::team(sql, mine, account_id(1)).await.unwrap();
    assert!(team.is_empty());
    let team = groups::teammates(sql, mine, account_id(1)).await.unwrap();
    assert_eq!(team, BTreeSet::from([account_id(1)]));
    assert!(visibility::list(sql, mine).await.unwrap().is_empty());
    let subjects = BTreeSet::from([subject(1)]);
    let listed = records::list_of_subjects(sql, mine, "people", &subjects, &all()).await;
    assert_eq!(listed.unwrap(), (vec![], None));
    assert_eq!(password_policy::find(sql, mine).await.unwrap(), None);
}

pub(super) async fn change_theirs<S: Sql>(sql: &mut S, mine: &store::TenantScope) {
    let id = account_id(1);
    let _ = attempt!(sql, |tx| accounts::replace(tx, mine, &account(1), at(9)));
    let _ = attempt!(sql, |tx| groups::replace(tx, mine, id, &teams(&["it"])));
    sessions::touch(sql, mine, token(8), at(110)).await.unwrap();
    let _ = attempt!(sql, |tx| sessions::prove(tx, mine, token(8), at(110)));
    let _ = attempt!(sql, |tx| sessions::end_others(tx, mine, id, None, at(110)));
    let _ = attempt!(sql, |tx| guesses::lock(tx, mine, "login"));
    let _ = attempt!(sql, |tx| guesses::count(tx, mine, "login", 9, at(9)));
    let _ = attempt!(sql, |tx| guesses::forget_old(tx, mine, at(1_000)));
    let _ = attempt!(sql, |tx| guesses::forget(tx, mine, "login"));
    let _ = attempt!(sql, |tx| guesses::forget_devices(tx, mine, id));
    let open = open_to("it");
    let _ = attempt!(sql, |tx| visibility::put(tx, mine, "people", &open, at(9)));
    let _ = attempt!(sql, |tx| visibility::remove(tx, mine, "people"));
    let policy = json!({"history": 9});
    let _ = attempt!(sql, |tx| password_policy::put(tx, mine, &policy, at(9)));
}

pub(super) async fn add_the_same<S: Sql>(sql: &mut S, mine: &store::TenantScope) {
    attempt!(sql, |tx| accounts::create(tx, mine, &account(1))).unwrap();
    let new = session(8, "another session");
    attempt!(sql, |tx| sessions::begin(tx, mine, &new)).unwrap();
    let id = account_id(1);
    attempt!(sql, |tx| guesses::know_device(
        tx,
        mine,
        id,
        "device",
        at(9)
    ))
    .unwrap();
}
