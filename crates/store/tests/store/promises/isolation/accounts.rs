//! Accounts, sessions and guesses of a tenant are nobody else's.

use serde_json::json;
use store::{Sql, Tx, accounts, guesses, password_policy, sessions};

use crate::arrange::accounts::{account, account_id, session};
use crate::arrange::{all, at, token};

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
    assert_eq!(password_policy::find(sql, mine).await.unwrap(), None);
}

pub(super) async fn change_theirs<S: Sql>(sql: &mut S, mine: &store::TenantScope) {
    let id = account_id(1);
    let _ = attempt!(sql, |tx| accounts::replace(tx, mine, &account(1), at(9)));
    sessions::touch(sql, mine, token(8), at(110)).await.unwrap();
    let _ = attempt!(sql, |tx| sessions::prove(tx, mine, token(8), at(110)));
    let _ = attempt!(sql, |tx| sessions::end_others(tx, mine, id, None, at(110)));
    let _ = attempt!(sql, |tx| guesses::lock(tx, mine, "login"));
    let _ = attempt!(sql, |tx| guesses::count(tx, mine, "login", 9, at(9)));
    let _ = attempt!(sql, |tx| guesses::forget_old(tx, mine, at(1_000)));
    let _ = attempt!(sql, |tx| guesses::forget(tx, mine, "login"));
    let _ = attempt!(sql, |tx| guesses::forget_devices(tx, mine, id));
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
