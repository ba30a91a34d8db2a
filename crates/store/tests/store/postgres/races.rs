//! What two hosts do at the same moment, where SQLite would let one wait.

use std::time::Duration;

use store::sqlx::PostgresSql;
use store::{
    Error, Processing, Scoped, Sql, TenantScope, Tx, collections, idempotency, records, subjects,
};
use tokio::time::timeout;

use postgres_cluster::Database;

use super::{connect, migrated};
use crate::arrange::{actor, answer, at, collection, furnish, row, subject, tenant};

/// Longer than any statement here takes that waits for nobody.
const A_WHILE: Duration = Duration::from_millis(300);

/// Two connections of the application to a database with one furnished tenant.
async fn two() -> (Database, TenantScope, [Scoped<PostgresSql>; 2]) {
    let database = migrated().await;
    let owner = &mut connect(&database.owner()).await;
    let scope = tenant(owner, "acme").await;
    furnish(owner, &scope).await;
    let url = database.application();
    let mut both = [connect(&url).await, connect(&url).await];
    for sql in &mut both {
        sql.enter(scope.tenant_id()).await.unwrap();
    }
    (database, scope, both)
}

#[tokio::test(flavor = "current_thread")]
async fn an_erasure_waits_for_a_record_that_is_being_added_and_then_finds_it_changed() {
    let (_database, scope, [mut one, mut two]) = two().await;
    let mut adding = Tx::begin(&mut one).await.unwrap();
    subjects::bump_revision(&mut adding, &scope, &[subject(1)])
        .await
        .unwrap();
    let added = [row("people", 3, Some(subject(1)))];
    records::insert_many(&mut adding, &scope, &added)
        .await
        .unwrap();

    let mut erasing = Tx::begin(&mut two).await.unwrap();
    records::delete_by_subject(
        &mut erasing,
        &scope,
        Processing::Erasure,
        subject(1),
        "people",
    )
    .await
    .unwrap();
    let mut erase = Box::pin(subjects::erase(&mut erasing, &scope, subject(1), 1));
    assert!(
        timeout(A_WHILE, &mut erase).await.is_err(),
        "it does not wait"
    );
    adding.commit().await.unwrap();
    let refused = erase.await;
    assert!(matches!(refused, Err(Error::Changed { .. })), "{refused:?}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_record_waits_for_the_erasure_of_its_subject_and_then_misses_it() {
    let (_database, scope, [mut one, mut two]) = two().await;
    let mut erasing = Tx::begin(&mut one).await.unwrap();
    records::delete_by_subject(
        &mut erasing,
        &scope,
        Processing::Erasure,
        subject(1),
        "people",
    )
    .await
    .unwrap();
    subjects::erase(&mut erasing, &scope, subject(1), 1)
        .await
        .unwrap();

    let mut adding = Tx::begin(&mut two).await.unwrap();
    let owners = [subject(1)];
    let mut bump = Box::pin(subjects::bump_revision(&mut adding, &scope, &owners));
    assert!(
        timeout(A_WHILE, &mut bump).await.is_err(),
        "it does not wait"
    );
    erasing.commit().await.unwrap();
    let refused = bump.await;
    assert!(matches!(refused, Err(Error::Missing { .. })), "{refused:?}");
}

#[tokio::test(flavor = "current_thread")]
async fn the_same_call_waits_for_its_twin_and_finds_the_answer() {
    let (_database, scope, [mut one, mut two]) = two().await;
    let token = actor().token_id;
    let mut first = Tx::begin(&mut one).await.unwrap();
    idempotency::claim(&mut first, &scope, token, b"call")
        .await
        .unwrap();
    let given = answer("{}");
    idempotency::insert(&mut first, &scope, &actor(), b"call", &given, at(1))
        .await
        .unwrap();

    let mut second = Tx::begin(&mut two).await.unwrap();
    idempotency::claim(&mut second, &scope, token, b"other call")
        .await
        .unwrap();
    let mut claim = Box::pin(idempotency::claim(&mut second, &scope, token, b"call"));
    assert!(
        timeout(A_WHILE, &mut claim).await.is_err(),
        "it does not wait"
    );
    first.commit().await.unwrap();
    claim.await.unwrap();
    let found = idempotency::find(&mut second, &scope, token, b"call")
        .await
        .unwrap();
    assert_eq!(found, Some(given));
}

#[tokio::test(flavor = "current_thread")]
async fn a_declaration_waits_for_records_that_are_being_added() {
    let (_database, scope, [mut one, mut two]) = two().await;
    let mut adding = Tx::begin(&mut one).await.unwrap();
    collections::hold(&mut adding, &scope).await.unwrap();
    let mut replacing = Tx::begin(&mut two).await.unwrap();
    collections::hold(&mut replacing, &scope).await.unwrap();
    replacing.rollback().await.unwrap();

    let mut replacing = Tx::begin(&mut two).await.unwrap();
    let mut hold = Box::pin(collections::hold_alone(&mut replacing, &scope));
    assert!(
        timeout(A_WHILE, &mut hold).await.is_err(),
        "it does not wait"
    );
    adding.commit().await.unwrap();
    hold.await.unwrap();
    collections::replace(&mut replacing, &scope, &collection("people"), 1, at(9))
        .await
        .unwrap();
    replacing.commit().await.unwrap();
}

#[tokio::test(flavor = "current_thread")]
async fn of_two_that_wait_for_each_other_one_is_told_that_the_database_is_busy() {
    let (_database, scope, [mut one, mut two]) = two().await;
    let mut first = Tx::begin(&mut one).await.unwrap();
    let mut second = Tx::begin(&mut two).await.unwrap();
    idempotency::claim(&mut first, &scope, actor().token_id, b"a")
        .await
        .unwrap();
    idempotency::claim(&mut second, &scope, actor().token_id, b"b")
        .await
        .unwrap();
    let (one, two) = tokio::join!(
        idempotency::claim(&mut first, &scope, actor().token_id, b"b"),
        async {
            let waited = idempotency::claim(&mut second, &scope, actor().token_id, b"a").await;
            let _ = second.rollback().await;
            waited
        },
    );
    let busy = [one, two]
        .into_iter()
        .filter(|end| matches!(end, Err(Error::Busy)))
        .count();
    assert_eq!(busy, 1);
}
