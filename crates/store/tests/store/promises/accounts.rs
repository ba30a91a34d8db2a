//! Accounts, their sessions, and who guesses.

use std::collections::BTreeSet;

use store::accounts::Authenticator;
use store::{
    Error, Page, Sql, Tx, accounts, collections, groups, guesses, records, sessions, subjects,
    tokens, visibility,
};

use crate::arrange::accounts::{account, account_id, open_to, session, teams};
use crate::arrange::{all, at, collection, row, subject, tenant, token};
use crate::backend::Backend;
use crate::commit;

pub(crate) async fn an_account_comes_back_as_it_was_kept<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    let mut bare = account(2);
    (bare.password, bare.activation, bare.authenticator) = (None, None, None);
    bare.subject_id = None;
    commit!(sql, |tx| for account in [&account(1), &bare] {
        accounts::create(tx, &scope, account).await.unwrap();
    });
    let found = accounts::find(sql, &scope, account_id(1)).await.unwrap();
    assert_eq!(found, Some(account(1)));
    let found = accounts::find_by_login(sql, &scope, b"login 2").await;
    assert_eq!(found.unwrap(), Some(bare.clone()));
    let found = accounts::find_by_activation(sql, &scope, "activation 1").await;
    assert_eq!(found.unwrap(), Some(account(1)));
    let listed = accounts::list(sql, &scope, &all()).await.unwrap();
    assert_eq!(listed, (vec![account(1), bare], None));
}

pub(crate) async fn a_login_is_had_by_one_account<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    commit!(sql, |tx| accounts::create(tx, &scope, &account(1))
        .await
        .unwrap());
    let mut other = account(2);
    other.login_digest = account(1).login_digest;
    let mut tx = Tx::begin(sql).await.unwrap();
    let refused = accounts::create(&mut tx, &scope, &other).await;
    assert!(matches!(refused, Err(Error::Exists { .. })), "{refused:?}");
    tx.rollback().await.unwrap();
}

pub(crate) async fn of_two_who_change_an_account_one_wins<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    commit!(sql, |tx| accounts::create(tx, &scope, &account(1))
        .await
        .unwrap());
    let read = account(1);
    let mut took_a_code = read.clone();
    took_a_code.authenticator = Some(Authenticator {
        secret: b"sealed secret".to_vec(),
        confirmed: true,
        last_step: Some(8),
    });
    commit!(sql, |tx| accounts::replace(tx, &scope, &took_a_code, at(5))
        .await
        .unwrap());
    let mut tx = Tx::begin(sql).await.unwrap();
    let again = accounts::replace(&mut tx, &scope, &took_a_code, at(5)).await;
    assert!(matches!(again, Err(Error::Changed { .. })), "{again:?}");
    tx.rollback().await.unwrap();
    let found = accounts::find(sql, &scope, account_id(1)).await.unwrap();
    let found = found.unwrap();
    assert_eq!((found.revision, found.changed_at), (2, at(5)));
}

pub(crate) async fn a_session_is_one_of_an_account_and_not_listed_as_a_token<B: Backend>(
    backend: B,
) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    commit!(sql, |tx| sessions::begin(tx, &scope, &session(8, "hash"))
        .await
        .unwrap());
    let (_, actor) = tokens::authenticate(sql, "hash", at(101))
        .await
        .unwrap()
        .unwrap();
    let signed_in = actor.session.clone().unwrap();
    assert_eq!(signed_in.account_id, account_id(1));
    assert_eq!(signed_in.authenticated_at, at(100));
    assert_eq!(actor.token(), token(8));
    assert_eq!(actor.token_id.as_uuid(), account_id(1).as_uuid());
    let listed = tokens::list(sql, &scope, &all()).await.unwrap();
    assert_eq!(listed, (vec![], None));
}

pub(crate) async fn a_session_ends_when_it_is_not_used_or_is_over<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    commit!(sql, |tx| sessions::begin(tx, &scope, &session(8, "hash"))
        .await
        .unwrap());
    assert!(is_open(sql, 119).await);
    assert!(!is_open(sql, 120).await, "nobody used it");
    for used in [119, 138, 157, 176, 195] {
        sessions::touch(sql, &scope, token(8), at(used))
            .await
            .unwrap();
        assert!(is_open(sql, used + 4).await);
    }
    assert!(!is_open(sql, 200).await, "it is over, however it was used");
    commit!(sql, |tx| sessions::prove(tx, &scope, token(8), at(196))
        .await
        .unwrap());
    let (_, actor) = tokens::authenticate(sql, "hash", at(197))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(actor.session.unwrap().authenticated_at, at(196));
}

async fn is_open<S: Sql>(sql: &mut S, ms: i64) -> bool {
    let found = tokens::authenticate(sql, "hash", at(ms)).await.unwrap();
    found.is_some()
}

pub(crate) async fn all_sessions_but_one_end_at_once<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    let id = account_id(1);
    commit!(sql, |tx| {
        for (n, hash) in [(6, "other"), (7, "another"), (8, "hash")] {
            sessions::begin(tx, &scope, &session(n, hash))
                .await
                .unwrap();
        }
        let ended = sessions::end_others(tx, &scope, id, Some(token(8)), at(101)).await;
        assert_eq!(ended.unwrap(), 2);
    });
    assert!(is_open(sql, 102).await);
    commit!(sql, |tx| {
        let ended = sessions::end_others(tx, &scope, id, None, at(102)).await;
        assert_eq!(ended.unwrap(), 1);
        let gone = sessions::prove(tx, &scope, token(8), at(103)).await;
        assert!(matches!(gone, Err(Error::Missing { .. })), "{gone:?}");
    });
    assert!(!is_open(sql, 103).await);
}

pub(crate) async fn wrong_guesses_are_counted_until_one_is_right<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    for n in 0..3_u32 {
        commit!(sql, |tx| {
            let before = guesses::lock(tx, &scope, "login").await.unwrap();
            assert_eq!(before, (n, (n > 0).then(|| at(i64::from(n)))));
            let now = at(i64::from(n) + 1);
            guesses::count(tx, &scope, "login", n + 1, now)
                .await
                .unwrap();
        });
    }
    commit!(sql, |tx| {
        guesses::forget_old(tx, &scope, at(3)).await.unwrap();
        let kept = guesses::lock(tx, &scope, "login").await.unwrap();
        assert_eq!(kept, (3, Some(at(3))));
        guesses::forget(tx, &scope, "login").await.unwrap();
        let none = guesses::lock(tx, &scope, "login").await.unwrap();
        assert_eq!(none, (0, None));
    });
}

pub(crate) async fn a_team_is_whoever_shares_a_group<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    let groups_of = [&["hr", "it"][..], &["it"], &["law"], &[]];
    commit!(sql, |tx| for (n, names) in (1..).zip(groups_of) {
        let mut own = account(n);
        own.subject_id = Some(subject(n));
        accounts::create(tx, &scope, &own).await.unwrap();
        let names = teams(names);
        groups::replace(tx, &scope, own.account_id, &names)
            .await
            .unwrap();
    });
    let team = async |sql: &mut _, n| groups::team(sql, &scope, account_id(n)).await.unwrap();
    assert_eq!(team(sql, 1).await, BTreeSet::from([subject(1), subject(2)]));
    assert_eq!(team(sql, 3).await, BTreeSet::from([subject(3)]));
    let mates = groups::teammates(sql, &scope, account_id(2)).await;
    assert_eq!(
        mates.unwrap(),
        BTreeSet::from([account_id(1), account_id(2)])
    );
    assert!(team(sql, 4).await.is_empty());
    commit!(sql, |tx| groups::replace(
        tx,
        &scope,
        account_id(1),
        &teams(&["law"])
    )
    .await
    .unwrap());
    assert_eq!(team(sql, 3).await, BTreeSet::from([subject(1), subject(3)]));
    let own = groups::of(sql, &scope, account_id(1)).await.unwrap();
    assert_eq!(own, teams(&["law"]));
    let listed = groups::list(sql, &scope).await.unwrap();
    let names: BTreeSet<_> = listed.keys().cloned().collect();
    assert_eq!(names, teams(&["it", "law"]));
}

pub(crate) async fn what_is_said_of_a_collection_is_replaced_and_unsaid<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    commit!(sql, |tx| {
        collections::create(tx, &scope, &collection("people"), at(1))
            .await
            .unwrap();
        for group in ["hr", "it"] {
            visibility::put(tx, &scope, "people", &open_to(group), at(2))
                .await
                .unwrap();
        }
    });
    let said = visibility::list(sql, &scope).await.unwrap();
    assert_eq!(said["people"], open_to("it"));
    commit!(sql, |tx| visibility::remove(tx, &scope, "people")
        .await
        .unwrap());
    assert!(visibility::list(sql, &scope).await.unwrap().is_empty());
    let mut tx = Tx::begin(sql).await.unwrap();
    let again = visibility::remove(&mut tx, &scope, "people").await;
    assert!(matches!(again, Err(Error::Missing { .. })), "{again:?}");
    tx.rollback().await.unwrap();
}

pub(crate) async fn records_of_some_subjects_are_listed_page_by_page<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    let rows: Vec<_> = (1..=9)
        .map(|n| row("people", n, Some(subject(n % 3 + 1))))
        .collect();
    commit!(sql, |tx| {
        collections::create(tx, &scope, &collection("people"), at(1))
            .await
            .unwrap();
        let subjects = [subject(1), subject(2), subject(3)];
        subjects::create_many(tx, &scope, &subjects, at(1))
            .await
            .unwrap();
        records::insert_many(tx, &scope, &rows).await.unwrap();
    });
    let wanted = BTreeSet::from([subject(1), subject(3), subject(9)]);
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = Page::new(4, after);
        let listed = records::list_of_subjects(sql, &scope, "people", &wanted, &page).await;
        let (some, next) = listed.unwrap();
        found.extend(some.into_iter().filter_map(|row| row.subject_id));
        after = next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(found, [3, 1, 3, 1, 3, 1].map(subject));
    let nobody = BTreeSet::new();
    let listed = records::list_of_subjects(sql, &scope, "people", &nobody, &all()).await;
    assert_eq!(listed.unwrap(), (vec![], None));
}
