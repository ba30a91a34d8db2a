//! What may be there once is there once.

use store::idempotency;
use store::plugins::NewPlugin;
use store::receipts::Occasion;
use store::tenants::{self, Tenant};
use store::{
    Error, Tx, blind_index, collections, plugins, receipts, records, requests, subject_keys,
    subjects, tokens,
};

use crate::arrange::{
    actor, answer, at, collection, entry, furnish, key, new_request, new_token, receipt, record,
    request, row, subject, tenant,
};
use crate::backend::Backend;
use crate::commit;

pub(crate) async fn a_second_of_the_same_name_or_id_is_refused<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    let hash = tokens::hash(&scope.tenant_id().to_string());
    let description = serde_json::json!({});
    let plugin = NewPlugin {
        digest: "d1",
        name: "other",
        version: "1",
        description: &description,
        component: b"",
        uploaded_at: at(0),
        signature: None,
    };
    let found = tenants::find_by_name(sql, "acme").await.unwrap().unwrap();
    let namesake = Tenant {
        tenant_id: domain::TenantId::from_uuid(uuid::Uuid::from_u128(5)),
        ..found.clone()
    };
    let mut tx = Tx::begin(sql).await.unwrap();
    let tx = &mut tx;
    let request_ = new_request(1, domain::request::RequestKind::Access);
    let refusals = [
        tenants::create(tx, &namesake, scope.key()).await,
        tenants::create(
            tx,
            &Tenant {
                name: "x".to_owned(),
                ..found
            },
            scope.key(),
        )
        .await,
        tokens::issue(tx, &scope, &new_token(1, "new hash")).await,
        tokens::issue(tx, &scope, &new_token(2, &hash)).await,
        collections::create(tx, &scope, &collection("people"), at(1)).await,
        subjects::create_many(tx, &scope, &[subject(8), subject(1)], at(1)).await,
        subjects::create_placeholder(tx, &scope, subject(1)).await,
        subject_keys::insert_many(tx, &scope, &[key(subject(1))]).await,
        records::insert_many(tx, &scope, &[row("people", 1, None)]).await,
        requests::create(tx, &scope, &actor(), &request_).await,
        receipts::insert_many(tx, &scope, &[receipt(1, Occasion::Request(request(1)))]).await,
        plugins::insert(tx, &scope, &actor(), &plugin).await,
        idempotency::insert(tx, &scope, &actor(), b"key", &answer(""), at(1)).await,
    ];
    for (n, refusal) in refusals.into_iter().enumerate() {
        assert!(
            matches!(refusal, Err(Error::Exists { .. })),
            "{n}: {refusal:?}"
        );
    }
}

pub(crate) async fn a_unique_value_is_refused_the_second_time_and_names_the_record<B: Backend>(
    backend: B,
) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    // More than one statement's worth, the conflict in the last.
    let mut entries: Vec<_> = (10..410)
        .map(|n| entry(n, Some(subject(1)), &format!("digest {n}"), true))
        .collect();
    entries.push(entry(500, Some(subject(1)), "digest one", true));
    let mut tx = Tx::begin(sql).await.unwrap();
    let refused = blind_index::insert_many(&mut tx, &scope, &entries).await;
    let Err(Error::Conflict {
        collection,
        field,
        record_id,
    }) = refused
    else {
        panic!("{refused:?}");
    };
    assert_eq!((collection.as_str(), field.as_str()), ("people", "email"));
    assert_eq!(record_id, record(500));
}

pub(crate) async fn a_unique_value_is_refused_twice_in_one_batch<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    let entries = [
        entry(1, None, "a", true),
        entry(2, None, "b", true),
        entry(3, None, "a", true),
    ];
    let mut tx = Tx::begin(sql).await.unwrap();
    let refused = blind_index::insert_many(&mut tx, &scope, &entries).await;
    assert!(
        matches!(refused, Err(Error::Conflict { record_id, .. }) if record_id == record(3)),
        "{refused:?}"
    );
}

pub(crate) async fn look_up_finds_every_record_with_the_value<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    let shared = [
        entry(7, Some(subject(1)), "shared", false),
        entry(8, Some(subject(1)), "shared", false),
    ];
    commit!(sql, |tx| blind_index::insert_many(tx, &scope, &shared)
        .await
        .unwrap());
    let digests = [
        b"shared".to_vec(),
        b"digest one".to_vec(),
        b"unknown".to_vec(),
    ];
    let hits = blind_index::find(sql, &scope, "people", "email", &digests)
        .await
        .unwrap();
    let mut records: Vec<_> = hits.iter().map(|hit| hit.record_id).collect();
    records.sort();
    assert_eq!(records, [record(1), record(7), record(8)]);
    let other = blind_index::find(sql, &scope, "people", "phone", &digests)
        .await
        .unwrap();
    assert!(other.is_empty());
    let owners = blind_index::find_owners(sql, &scope, "people", "email", &digests)
        .await
        .unwrap();
    assert_eq!(owners.get(b"digest one".as_slice()), Some(&subject(1)));
}

pub(crate) async fn two_tenants_may_have_the_same_unique_value<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    for name in ["one", "two"] {
        let scope = tenant(sql, name).await;
        furnish(sql, &scope).await;
    }
}
