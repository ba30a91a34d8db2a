//! After an erasure nothing leads to the subject, and nothing from it to its placeholder.

use store::{
    Error, Processing, Sql, TenantScope, Tx, blind_index, records, requests, subject_keys, subjects,
};

use crate::arrange::{
    all, at, dump, furnish, key, record, request, row, subject, tables_with, tenant,
};
use crate::backend::Backend;
use crate::commit;

/// Erases subject 1 as a workflow does it: record 1 goes, record 2 stays under `placeholder`.
async fn erase<S: Sql>(sql: &mut S, scope: &TenantScope, revision: u64) -> Result<(), Error> {
    let owner = subject(1);
    let placeholder = subject(0xf00d);
    let mut stays = row("people", 2, Some(placeholder));
    stays.sealed = vec![("note".to_owned(), b"sealed anew".to_vec())];
    let mut tx = Tx::begin(sql).await?;
    subjects::create_placeholder(&mut tx, scope, placeholder).await?;
    subject_keys::insert_many(&mut tx, scope, &[key(placeholder)]).await?;
    records::replace_many(&mut tx, scope, Processing::Erasure, &[stays]).await?;
    records::delete_by_subject(&mut tx, scope, Processing::Erasure, owner, "people").await?;
    blind_index::delete_by_subject(&mut tx, scope, owner).await?;
    subject_keys::delete(&mut tx, scope, owner).await?;
    let erased = subjects::erase(&mut tx, scope, owner, revision).await;
    match erased {
        Ok(()) => tx.commit().await,
        Err(error) => {
            tx.rollback().await?;
            Err(error)
        }
    }
}

pub(crate) async fn erasing_a_subject_leaves_no_row<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    erase(sql, &scope, 1).await.unwrap();

    let left = dump(sql, &scope).await;
    let id = subject(1).to_string();
    // Evidence keeps the pseudonym (Art. 5(2) GDPR), and what the next sweep strikes.
    assert_eq!(
        tables_with(&left, &id),
        [
            "held_erasure",
            "legal_hold",
            "consent_event",
            "audit_event",
            "request"
        ]
    );
    for trace in [
        "sealed email of record",
        "digest one",
        &format!("wrapped key of {id}"),
    ] {
        assert!(tables_with(&left, trace).is_empty(), "{trace}");
    }
    assert_eq!(subjects::find(sql, &scope, subject(1)).await.unwrap(), None);
    let keys = subject_keys::get_many(sql, &scope, &[subject(1)]).await;
    assert!(matches!(keys, Err(Error::Missing { .. })));
    assert!(
        requests::find(sql, &scope, request(1))
            .await
            .unwrap()
            .is_some()
    );
}

pub(crate) async fn records_that_stay_lead_to_the_placeholder_only<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    erase(sql, &scope, 1).await.unwrap();

    let stayed = records::find(sql, &scope, Processing::Any, "people", record(2))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stayed.subject_id, Some(subject(0xf00d)));
    assert_eq!(stayed.plain, r#"{"hours":2}"#);
    assert_eq!(
        records::find(sql, &scope, Processing::Any, "people", record(1))
            .await
            .unwrap(),
        None
    );
    let left = dump(sql, &scope).await;
    let placeholder = subject(0xf00d).to_string();
    assert_eq!(
        tables_with(&left, &placeholder),
        ["record", "subject_key", "subject"]
    );
    // No table holds both, so none leads from one to the other.
    assert!(
        tables_with(&left, &subject(1).to_string())
            .iter()
            .all(|table| { !["record", "subject_key", "subject"].contains(table) })
    );
}

pub(crate) async fn a_placeholder_has_no_time_and_is_in_no_list<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    erase(sql, &scope, 1).await.unwrap();
    let placeholder = subjects::find(sql, &scope, subject(0xf00d))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((placeholder.created_at, placeholder.revision), (None, 1));
    assert_eq!(
        subjects::list(sql, &scope, &all()).await.unwrap(),
        (vec![], None)
    );
}

pub(crate) async fn an_erasure_that_did_not_see_the_last_change_is_refused<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    let added = [row("people", 3, Some(subject(1)))];
    commit!(sql, |tx| {
        subjects::bump_revision(tx, &scope, &[subject(1)])
            .await
            .unwrap();
        records::insert_many(tx, &scope, &added).await.unwrap();
    });
    let before = dump(sql, &scope).await;
    assert!(matches!(
        erase(sql, &scope, 1).await,
        Err(Error::Changed { .. })
    ));
    assert_eq!(dump(sql, &scope).await, before);
    erase(sql, &scope, 2).await.unwrap();

    let mut tx = Tx::begin(sql).await.unwrap();
    let late = subjects::bump_revision(&mut tx, &scope, &[subject(1)]).await;
    assert!(matches!(late, Err(Error::Missing { .. })), "{late:?}");
}

pub(crate) async fn a_subject_that_still_owns_records_is_not_erased<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    let mut tx = Tx::begin(sql).await.unwrap();
    let refused = subjects::erase(&mut tx, &scope, subject(1), 1).await;
    assert!(matches!(refused, Err(Error::StillOwned)));
    tx.rollback().await.unwrap();
    let found = subjects::find(sql, &scope, subject(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.created_at, Some(at(2)));
}
