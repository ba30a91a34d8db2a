//! What is kept comes back as it was, and only as long as it should.

use std::collections::BTreeMap;

use domain::Role;
use domain::request::RequestKind;
use store::receipts::{Occasion, Receipt};
use store::tokens::NewToken;
use store::{
    Error, Page, Processing, Tx, collections, plugins, receipts, records, requests, subject_keys,
    subjects, sweeps, tokens,
};

use crate::arrange::{
    actor, all, at, collection, furnish, key, new_request, new_token, receipt, record, request,
    row, subject, sweep_id, tenant, token,
};
use crate::backend::Backend;
use crate::commit;

pub(crate) async fn a_token_opens_the_door_until_it_expires_or_is_revoked<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    let hash = tokens::hash("secret");
    let new = NewToken {
        expires_at: Some(at(100)),
        ..new_token(1, &hash)
    };
    commit!(sql, |tx| tokens::issue(tx, &scope, &new).await.unwrap());

    let (opened, actor) = tokens::authenticate(sql, &hash, at(99))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(opened.tenant_id(), scope.tenant_id());
    assert_eq!(opened.key(), scope.key());
    assert_eq!((actor.token_id, actor.role), (token(1), Role::Editor));
    assert_eq!(actor.label, "importer");
    assert!(
        tokens::authenticate(sql, "secret", at(99))
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        tokens::authenticate(sql, &hash, at(100))
            .await
            .unwrap()
            .is_none()
    );

    commit!(sql, |tx| tokens::revoke(tx, &scope, token(1), at(50))
        .await
        .unwrap());
    assert!(
        tokens::authenticate(sql, &hash, at(60))
            .await
            .unwrap()
            .is_none()
    );
    let (tokens, _) = tokens::list(sql, &scope, &all()).await.unwrap();
    assert_eq!(tokens[0].revoked_at, Some(at(50)));
    let mut tx = Tx::begin(sql).await.unwrap();
    let again = tokens::revoke(&mut tx, &scope, token(1), at(51)).await;
    assert!(matches!(again, Err(Error::Missing { .. })));
}

pub(crate) async fn a_collection_is_replaced_only_at_the_revision_that_was_read<B: Backend>(
    backend: B,
) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    let mut declared = collection("people");
    commit!(sql, |tx| collections::create(tx, &scope, &declared, at(1))
        .await
        .unwrap());
    declared.purpose = String::from("wages");
    commit!(sql, |tx| {
        collections::replace(tx, &scope, &declared, 1, at(2))
            .await
            .unwrap();
        let late = collections::replace(tx, &scope, &declared, 1, at(3)).await;
        assert!(matches!(late, Err(Error::Changed { .. })));
    });
    let found = collections::find(sql, &scope, "people")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.collection, declared);
    assert_eq!(
        (found.revision, found.created_at, found.changed_at),
        (2, at(1), at(2))
    );
}

pub(crate) async fn a_record_comes_back_as_it_was_kept<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    let mut kept = row("people", 3, Some(subject(1)));
    kept.plain = String::from(r#"{"note":"naïve \u0000 '; DROP TABLE record; --"}"#);
    kept.sealed = vec![("a".to_owned(), vec![]), ("b".to_owned(), vec![0, 255, 0])];
    let ownerless = row("people", 4, None);
    let both = [kept.clone(), ownerless.clone()];
    commit!(sql, |tx| records::insert_many(tx, &scope, &both)
        .await
        .unwrap());
    assert_eq!(
        records::find(sql, &scope, Processing::Any, "people", record(3))
            .await
            .unwrap(),
        Some(kept.clone())
    );
    assert_eq!(
        records::find(sql, &scope, Processing::Any, "people", record(4))
            .await
            .unwrap(),
        Some(ownerless)
    );
    assert_eq!(
        records::find(sql, &scope, Processing::Any, "tasks", record(3))
            .await
            .unwrap(),
        None
    );

    kept.sealed.clear();
    kept.plain = String::from("{}");
    let changed = [kept.clone()];
    commit!(sql, |tx| records::replace_many(
        tx,
        &scope,
        Processing::Erasure,
        &changed
    )
    .await
    .unwrap());
    assert_eq!(
        records::find(sql, &scope, Processing::Any, "people", record(3))
            .await
            .unwrap(),
        Some(kept)
    );
}

pub(crate) async fn replacing_a_record_that_is_not_there_is_refused<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    let mut tx = Tx::begin(sql).await.unwrap();
    let rows = [row("people", 1, None), row("people", 77, None)];
    let refused = records::replace_many(&mut tx, &scope, Processing::Erasure, &rows).await;
    assert!(matches!(refused, Err(Error::Missing { .. })));
    let added = records::find(&mut tx, &scope, Processing::Any, "people", record(77))
        .await
        .unwrap();
    assert_eq!(added, None);
}

pub(crate) async fn records_are_counted_in_each_collection<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    let task = [row("tasks", 1, Some(subject(1)))];
    commit!(sql, |tx| {
        collections::create(tx, &scope, &collection("tasks"), at(1))
            .await
            .unwrap();
        assert!(records::is_empty(tx, &scope, "tasks").await.unwrap());
        records::insert_many(tx, &scope, &task).await.unwrap();
        assert!(!records::is_empty(tx, &scope, "tasks").await.unwrap());
    });
    let counts = records::count_by_subject(sql, &scope, subject(1))
        .await
        .unwrap();
    assert_eq!(
        counts,
        BTreeMap::from([("people".to_owned(), 2), ("tasks".to_owned(), 1)])
    );
}

pub(crate) async fn a_collection_tells_whom_it_had_records_about_before_a_time<B: Backend>(
    backend: B,
) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    let of_placeholder = [row("people", 3, Some(subject(99)))];
    commit!(sql, |tx| {
        subjects::create_placeholder(tx, &scope, subject(99))
            .await
            .unwrap();
        records::insert_many(tx, &scope, &of_placeholder)
            .await
            .unwrap();
    });
    let ids = [record(1), record(3), record(77)];
    let mut owners = records::owners(sql, &scope, "people", &ids).await.unwrap();
    owners.sort_unstable();
    assert_eq!(owners, [Some(subject(1)), Some(subject(99))]);
    // The ids of `record` are of this millisecond.
    let made = 0x0200_0000_0000;
    for (before, wanted) in [(made - 1, None), (made + 1, Some(2))] {
        let found = records::subjects_before(sql, &scope, "people", at(before)).await;
        let wanted: BTreeMap<_, _> = wanted
            .map(|count| (subject(1), count))
            .into_iter()
            .collect();
        assert_eq!(found.unwrap(), wanted, "placeholders are nobody");
    }
}

pub(crate) async fn keys_come_in_the_order_asked_for<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    let keys: Vec<_> = (1..=2_000).map(|n| key(subject(n))).collect();
    commit!(sql, |tx| subject_keys::insert_many(tx, &scope, &keys)
        .await
        .unwrap());
    let asked: Vec<_> = (1..=2_000).rev().chain([7, 7]).map(subject).collect();
    let got = subject_keys::get_many(sql, &scope, &asked).await.unwrap();
    assert_eq!(got, asked.into_iter().map(key).collect::<Vec<_>>());
}

pub(crate) async fn thousands_of_records_take_few_statements<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    let rows: Vec<_> = (10..5_010)
        .map(|n| row("people", n, Some(subject(1))))
        .collect();
    let before = sql.statements;
    commit!(sql, |tx| records::insert_many(tx, &scope, &rows)
        .await
        .unwrap());
    assert_eq!(
        sql.statements - before,
        2 + 28,
        "179 records fit into a statement"
    );
    let (found, more) = records::list(sql, &scope, "people", &all()).await.unwrap();
    assert!(found.len() == 1_000 && more.is_some());
}

pub(crate) async fn receipts_come_back_as_they_were_kept<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    let kept = [1, 2].map(|n| receipt(n, Occasion::Request(request(1))));
    let swept = receipt(3, Occasion::Sweep(sweep_id(1)));
    commit!(sql, |tx| {
        let new = new_request(1, RequestKind::Erasure);
        requests::create(tx, &scope, &actor(), &new).await.unwrap();
        sweeps::create(tx, &scope, sweep_id(1), false, at(1), at(1))
            .await
            .unwrap();
        let all = [&kept[..], std::slice::from_ref(&swept)].concat();
        receipts::insert_many(tx, &scope, &all).await.unwrap();
    });
    assert_eq!(
        receipts::list_by_request(sql, &scope, request(1))
            .await
            .unwrap(),
        kept
    );
    let (mut found, mut next) = (Vec::new(), None);
    for _ in 0..3 {
        let page = Page::new(1, next.take());
        let (some, more) = receipts::list_by_plugin(sql, &scope, "d1", &page)
            .await
            .unwrap();
        found.extend(some);
        next = more;
    }
    let newest_first = [swept, kept[1].clone(), kept[0].clone()];
    assert_eq!((found.as_slice(), next), (&newest_first[..], None));
}

pub(crate) async fn a_receipt_of_before_its_usage_was_kept_has_none<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    let old = Receipt {
        usage: None,
        ..receipt(1, Occasion::Request(request(1)))
    };
    commit!(sql, |tx| {
        let new = new_request(1, RequestKind::Erasure);
        requests::create(tx, &scope, &actor(), &new).await.unwrap();
        receipts::insert_many(tx, &scope, std::slice::from_ref(&old))
            .await
            .unwrap();
    });
    let found = receipts::list_by_request(sql, &scope, request(1)).await;
    assert_eq!(found.unwrap(), [old]);
    let listed = receipts::list_by_plugin(sql, &scope, "d1", &all()).await;
    assert_eq!(listed.unwrap(), (vec![], None));
}

pub(crate) async fn an_artifact_is_kept_for_each_engine_and_replaced<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    commit!(sql, |tx| {
        plugins::put_artifact(tx, &scope, "d1", "engine", b"again")
            .await
            .unwrap();
        plugins::put_artifact(tx, &scope, "d1", "other", b"other")
            .await
            .unwrap();
    });
    for (engine, expected) in [
        ("engine", Some("again")),
        ("other", Some("other")),
        ("x", None),
    ] {
        let artifact = plugins::artifact(sql, &scope, "d1", engine).await.unwrap();
        assert_eq!(artifact.as_deref(), expected.map(str::as_bytes));
    }
    assert!(
        subjects::find(sql, &scope, subject(1))
            .await
            .unwrap()
            .is_some()
    );
}
