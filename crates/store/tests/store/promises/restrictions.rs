//! What a restriction forbids is refused here, whoever asks.

use domain::request::RecordPlace;
use store::{
    Error, Processing, Sql, TenantScope, Tx, blind_index, records, restrictions, subject_keys,
    subjects,
};

use crate::arrange::{
    all, at, dump, furnish, new_restriction, place, record, restriction_id, row, subject,
    tables_with, tenant,
};
use crate::backend::Backend;
use crate::commit;

/// Subject 1 has records 1 and 2; these are restricted, or all when none are named.
async fn restricted<S: Sql>(sql: &mut S, records: &[RecordPlace]) -> TenantScope {
    // Each call a tenant of its own.
    let scope = tenant(sql, if records.is_empty() { "acme" } else { "other" }).await;
    furnish(sql, &scope).await;
    let restriction = new_restriction(7, subject(1), records);
    commit!(sql, |tx| restrictions::create(tx, &scope, &restriction)
        .await
        .unwrap());
    scope
}

fn is_refused<T>(result: &Result<T, Error>) -> bool {
    matches!(result, Err(Error::Restricted))
}

/// Tries everything that is done with record 1 and tells whether all of it is refused, or none.
async fn all_is_refused<S: Sql>(sql: &mut S, scope: &TenantScope) -> bool {
    let owner = subject(1);
    let any = Processing::Any;
    let found = records::find(sql, scope, any, "people", record(1)).await;
    let (listed, _) = records::list(sql, scope, "people", &all()).await.unwrap();
    let is_first = |row: &records::RecordRow| row.record_id == record(1);
    let of_subject = records::list_by_subject(sql, scope, any, owner, &all()).await;
    let digests = [b"digest one".to_vec()];
    let hits = blind_index::find(sql, scope, "people", "email", &digests)
        .await
        .unwrap();
    let mut tx = Tx::begin(sql).await.unwrap();
    let rows = [row("people", 1, Some(owner))];
    let replaced = records::replace_many(&mut tx, scope, any, &rows).await;
    let deleted = records::delete_by_subject(&mut tx, scope, any, owner, "people").await;
    tx.rollback().await.unwrap();
    let refusals = [
        is_refused(&found),
        !listed.iter().any(is_first),
        is_refused(&of_subject) || !of_subject.unwrap().0.iter().any(is_first),
        hits.is_empty(),
        is_refused(&replaced),
        is_refused(&deleted),
    ];
    assert!(
        refusals == [true; 6] || refusals == [false; 6],
        "only some of it is refused: {refusals:?}"
    );
    refusals == [true; 6]
}

pub(crate) async fn a_restricted_record_is_refused_for_everything_but_its_subject<B: Backend>(
    backend: B,
) {
    for records in [&[][..], &[place(1)]] {
        let sql = &mut backend.strict().await;
        let scope = restricted(sql, records).await;
        assert!(all_is_refused(sql, &scope).await);
        let for_subject = Processing::Subject;
        let (owned, _) = records::list_by_subject(sql, &scope, for_subject, subject(1), &all())
            .await
            .unwrap();
        assert_eq!(owned.len(), 2);
        let found = records::find(sql, &scope, for_subject, "people", record(1)).await;
        assert!(found.unwrap().is_some());
        // Storing goes on: who a new record is about, and that a value is taken, is still known.
        let digests = [b"digest one".to_vec()];
        let owners = blind_index::find_owners(sql, &scope, "people", "email", &digests).await;
        assert_eq!(owners.unwrap().len(), 1);
    }
}

pub(crate) async fn a_restriction_of_one_record_leaves_the_others<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = restricted(sql, &[place(1)]).await;
    let (listed, _) = records::list(sql, &scope, "people", &all()).await.unwrap();
    let ids: Vec<_> = listed.iter().map(|row| row.record_id).collect();
    assert_eq!(ids, [record(2)]);
    let whole = restrictions::is_restricted(sql, &scope, subject(1)).await;
    assert!(!whole.unwrap());
}

pub(crate) async fn a_record_that_comes_later_is_restricted_with_its_subject<B: Backend>(
    backend: B,
) {
    let sql = &mut backend.strict().await;
    let scope = restricted(sql, &[]).await;
    let later = [row("people", 3, Some(subject(1)))];
    commit!(sql, |tx| records::insert_many(tx, &scope, &later)
        .await
        .unwrap());
    let found = records::find(sql, &scope, Processing::Any, "people", record(3)).await;
    assert!(is_refused(&found));
}

pub(crate) async fn a_restriction_is_lifted_once_and_after_its_subject_was_told<B: Backend>(
    backend: B,
) {
    let sql = &mut backend.strict().await;
    let scope = restricted(sql, &[]).await;
    let id = restriction_id(7);
    let mut tx = Tx::begin(sql).await.unwrap();
    let early = restrictions::lift(&mut tx, &scope, id, at(8)).await;
    assert!(matches!(early, Err(Error::NotTold)));
    tx.rollback().await.unwrap();
    commit!(sql, |tx| {
        restrictions::tell(tx, &scope, id, b"sealed", at(8))
            .await
            .unwrap();
        restrictions::lift(tx, &scope, id, at(9)).await.unwrap();
        let again = restrictions::lift(tx, &scope, id, at(9)).await;
        assert!(matches!(again, Err(Error::Changed { .. })));
    });
    assert!(!all_is_refused(sql, &scope).await);
    let found = restrictions::find(sql, &scope, id).await.unwrap().unwrap();
    assert_eq!((found.told_at, found.lifted_at), (Some(at(8)), Some(at(9))));
}

pub(crate) async fn two_restrictions_are_lifted_one_by_one<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = restricted(sql, &[]).await;
    let second = new_restriction(8, subject(1), &[]);
    commit!(sql, |tx| restrictions::create(tx, &scope, &second)
        .await
        .unwrap());
    for (number, refused) in [(7, true), (8, false)] {
        let id = restriction_id(number);
        commit!(sql, |tx| {
            restrictions::tell(tx, &scope, id, b"sealed", at(8))
                .await
                .unwrap();
            restrictions::lift(tx, &scope, id, at(9)).await.unwrap();
        });
        assert_eq!(all_is_refused(sql, &scope).await, refused);
    }
}

pub(crate) async fn an_erasure_takes_the_marks_with_it<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = restricted(sql, &[place(1)]).await;
    let (owner, erasure) = (subject(1), Processing::Erasure);
    commit!(sql, |tx| {
        subjects::create_placeholder(tx, &scope, subject(99))
            .await
            .unwrap();
        let stays = [row("people", 1, Some(subject(99)))];
        records::replace_many(tx, &scope, erasure, &stays)
            .await
            .unwrap();
        records::delete_by_subject(tx, &scope, erasure, owner, "people")
            .await
            .unwrap();
        let revision = subjects::find(tx, &scope, owner)
            .await
            .unwrap()
            .unwrap()
            .revision;
        subjects::erase(tx, &scope, owner, revision).await.unwrap();
        subject_keys::delete(tx, &scope, owner).await.unwrap();
    });
    let found = records::find(sql, &scope, Processing::Any, "people", record(1)).await;
    assert!(
        found.unwrap().is_some(),
        "what is nobody's is not restricted"
    );
    let left = tables_with(&dump(sql, &scope).await, &owner.to_string());
    assert!(
        !left.iter().any(|table| table.starts_with("restrict")),
        "{left:?}"
    );
}
