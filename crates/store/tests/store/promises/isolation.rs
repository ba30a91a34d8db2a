//! Another tenant sees nothing and changes nothing, whatever it calls.
//!
//! `files.rs` checks that every function with a scope is called in this file.

use std::collections::BTreeMap;

use domain::request::{RequestEvent, RequestKind, RequestState};
use serde_json::json;
use store::jobs::{Job, JobKind, JobState};
use store::plugins::NewPlugin;
use store::requests::{Evidence, Transition};
use store::sweeps::{Position, Sweep, SweepState};
use store::{
    Error, Sql, Tx, audit, blind_index, collections, disposal, held_erasures, holds, idempotency,
    jobs, plugins, policies, receipts, records, requests, subject_keys, subjects, sweeps, tokens,
};

use crate::arrange::{
    actor, all, answer, at, collection, dump, entry, event, furnish, held_erasure, hold_id, job_id,
    key, new_request, new_token, placed, policy, policy_id, receipt, record, request, row, subject,
    sweep_id, tenant, token,
};
use crate::backend::Backend;

pub(crate) async fn another_tenant_sees_nothing<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let (mine, theirs) = (tenant(sql, "mine").await, tenant(sql, "theirs").await);
    furnish(sql, &theirs).await;
    sql.enter(mine.tenant_id()).await.unwrap();

    assert_eq!(
        tokens::list(sql, &mine, &all()).await.unwrap(),
        (vec![], None)
    );
    assert_eq!(collections::find(sql, &mine, "people").await.unwrap(), None);
    assert_eq!(
        collections::list(sql, &mine, &all()).await.unwrap(),
        (vec![], None)
    );
    assert_eq!(subjects::find(sql, &mine, subject(1)).await.unwrap(), None);
    assert_eq!(
        subjects::list(sql, &mine, &all()).await.unwrap(),
        (vec![], None)
    );
    let keys = subject_keys::get_many(sql, &mine, &[subject(1)]).await;
    assert!(matches!(keys, Err(Error::Missing { .. })));
    assert_eq!(
        records::find(sql, &mine, "people", record(1))
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        records::list(sql, &mine, "people", &all()).await.unwrap(),
        (vec![], None)
    );
    let owned = records::list_by_subject(sql, &mine, subject(1), &all())
        .await
        .unwrap();
    assert_eq!(owned, (vec![], None));
    assert!(
        records::count_by_subject(sql, &mine, subject(1))
            .await
            .unwrap()
            .is_empty()
    );
    assert!(records::is_empty(sql, &mine, "people").await.unwrap());
    let digests = [b"digest one".to_vec(), b"two".to_vec()];
    assert!(
        blind_index::find(sql, &mine, "people", "email", &digests)
            .await
            .unwrap()
            .is_empty()
    );
    let owners = blind_index::find_owners(sql, &mine, "people", "email", &digests).await;
    assert!(owners.unwrap().is_empty());
    assert_eq!(requests::find(sql, &mine, request(1)).await.unwrap(), None);
    assert!(
        requests::list_steps(sql, &mine, request(1))
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        requests::list(sql, &mine, &all()).await.unwrap(),
        (vec![], None)
    );
    assert!(
        receipts::list_by_request(sql, &mine, request(1))
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        receipts::list_by_plugin(sql, &mine, "d1", &all())
            .await
            .unwrap(),
        (vec![], None)
    );
    assert_eq!(plugins::find(sql, &mine, "d1").await.unwrap(), None);
    assert_eq!(
        plugins::list(sql, &mine, &all()).await.unwrap(),
        (vec![], None)
    );
    assert_eq!(plugins::component(sql, &mine, "d1").await.unwrap(), None);
    assert_eq!(
        plugins::artifact(sql, &mine, "d1", "engine").await.unwrap(),
        None
    );
    assert_eq!(plugins::active(sql, &mine, "redact").await.unwrap(), None);
    let events = audit::list(sql, &mine, &audit::Filter::default(), &all())
        .await
        .unwrap();
    assert_eq!(events, (vec![], None));
    let given = idempotency::find(sql, &mine, actor().token_id, b"key")
        .await
        .unwrap();
    assert_eq!(given, None);
    nothing_of_retention_is_seen(sql, &mine).await;
}

async fn nothing_of_retention_is_seen<S: Sql>(sql: &mut S, mine: &store::TenantScope) {
    assert_eq!(policies::list(sql, mine).await.unwrap(), vec![]);
    assert_eq!(
        policies::versions(sql, mine, policy_id(1)).await.unwrap(),
        vec![]
    );
    assert_eq!(holds::find(sql, mine, hold_id(1)).await.unwrap(), None);
    assert_eq!(
        holds::list(sql, mine, &all()).await.unwrap(),
        (vec![], None)
    );
    assert_eq!(holds::active(sql, mine).await.unwrap(), vec![]);
    assert_eq!(held_erasures::next(sql, mine, None).await.unwrap(), None);
    let among = held_erasures::among(sql, mine, &[subject(1)]).await;
    assert!(among.unwrap().is_empty());
    assert_eq!(sweeps::find(sql, mine, sweep_id(1)).await.unwrap(), None);
    assert_eq!(
        sweeps::list(sql, mine, &all()).await.unwrap(),
        (vec![], None)
    );
    // A day from its making on, each tenant has a job of its own.
    assert_eq!(jobs::due(sql, mine, at(1_000)).await.unwrap(), None);
    let aged = disposal::list_aged(sql, mine, "people", None, None, 10).await;
    assert_eq!(aged.unwrap(), vec![]);
    let aged = disposal::list_aged_by_subject(sql, mine, subject(1)).await;
    assert_eq!(aged.unwrap(), vec![]);
    let revisions = subjects::revisions(sql, mine, &[subject(1)]).await;
    assert!(revisions.unwrap().is_empty());
}

/// Calls a function in a transaction of its own and keeps what it did, if it let itself be called.
macro_rules! attempt {
    ($sql:expr, |$tx:ident| $call:expr) => {{
        let mut transaction = Tx::begin($sql).await.unwrap();
        let result = {
            let $tx = &mut transaction;
            $call.await
        };
        match &result {
            Ok(_) => transaction.commit().await.unwrap(),
            Err(_) => transaction.rollback().await.unwrap(),
        }
        result
    }};
}

pub(crate) async fn another_tenant_changes_nothing<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let (mine, theirs) = (tenant(sql, "mine").await, tenant(sql, "theirs").await);
    furnish(sql, &theirs).await;
    let before = dump(sql, &theirs).await;

    change_what_is_theirs(sql, &mine).await;
    assert_eq!(dump(sql, &theirs).await, before);

    add_the_same_ids(sql, &mine).await;
    assert_eq!(dump(sql, &theirs).await, before);
    // Now that both have the same ids, what one deletes must still be its own.
    change_what_is_theirs(sql, &mine).await;
    assert_eq!(dump(sql, &theirs).await, before);
}

async fn change_what_is_theirs<S: Sql>(sql: &mut S, mine: &store::TenantScope) {
    sql.enter(mine.tenant_id()).await.unwrap();
    let owner = subject(1);
    let start = Transition {
        from: RequestState::Received,
        event: RequestEvent::VerifyIdentity,
        at: at(9),
        evidence: Evidence::default(),
    };
    let rows = [row("people", 1, Some(owner))];
    let _ = attempt!(sql, |tx| tokens::revoke(tx, mine, token(1), at(9)));
    let _ = attempt!(sql, |tx| collections::replace(
        tx,
        mine,
        &collection("people"),
        1,
        at(9)
    ));
    let _ = attempt!(sql, |tx| subjects::bump_revision(tx, mine, &[owner]));
    let _ = attempt!(sql, |tx| records::replace_many(tx, mine, &rows));
    let _ = attempt!(sql, |tx| records::delete_by_subject(
        tx, mine, owner, "people"
    ));
    let _ = attempt!(sql, |tx| blind_index::delete_by_subject(tx, mine, owner));
    let _ = attempt!(sql, |tx| subject_keys::delete(tx, mine, owner));
    let _ = attempt!(sql, |tx| subjects::erase(tx, mine, owner, 1));
    let _ = attempt!(sql, |tx| requests::transition(
        tx,
        mine,
        &actor(),
        request(1),
        &start
    ));
    let _ = attempt!(sql, |tx| requests::finish(
        tx,
        mine,
        &actor(),
        request(1),
        &json!({}),
        at(9)
    ));
    let _ = attempt!(sql, |tx| plugins::put_artifact(
        tx, mine, "d1", "engine", b"other"
    ));
    let _ = attempt!(sql, |tx| plugins::activate(tx, mine, "d1", at(9)));
    let _ = attempt!(sql, |tx| idempotency::sweep(tx, mine, at(1_000)));
    let _ = attempt!(sql, |tx| idempotency::claim(tx, mine, token(1), b"key"));
    let _ = attempt!(sql, |tx| collections::hold(tx, mine));
    let _ = attempt!(sql, |tx| collections::hold_alone(tx, mine));
    change_their_retention(sql, mine).await;
}

async fn change_their_retention<S: Sql>(sql: &mut S, mine: &store::TenantScope) {
    let (owner, policy) = (subject(1), policy("P9Y"));
    let records = [(record(1), Some(owner)), (record(2), None)];
    let job = Job {
        job_id: job_id(1),
        kind: JobKind::RetentionSweep,
        subject: None,
        state: JobState::Waiting,
        is_daily: false,
        fence: 0,
        attempts: 0,
    };
    let sweep = Sweep {
        sweep_id: sweep_id(1),
        dry_run: true,
        as_of: at(9),
        position: Position::End,
        progress: BTreeMap::new(),
        state: SweepState::Failed,
        failure: None,
        changed_at: at(9),
    };
    let from = BTreeMap::from([(owner, 1)]);
    let _ = attempt!(sql, |tx| policies::replace(
        tx,
        mine,
        policy_id(1),
        1,
        &policy,
        at(9)
    ));
    let _ = attempt!(sql, |tx| policies::end(tx, mine, policy_id(1), 1, at(9)));
    let _ = attempt!(sql, |tx| holds::respect(tx, mine));
    let _ = attempt!(sql, |tx| holds::release(tx, mine, hold_id(1), at(9)));
    let _ = attempt!(sql, |tx| held_erasures::strike(tx, mine, owner));
    let _ = attempt!(sql, |tx| sweeps::advance(tx, mine, &sweep));
    let _ = attempt!(sql, |tx| jobs::claim(tx, mine, job.clone(), at(9)));
    let _ = attempt!(sql, |tx| jobs::keep(tx, mine, &job, at(9)));
    let _ = attempt!(sql, |tx| jobs::finish(tx, mine, &job, at(9)));
    let _ = attempt!(sql, |tx| jobs::fail(tx, mine, &job, "internal", None));
    let ids = [record(1), record(2)];
    let _ = attempt!(sql, |tx| disposal::note_change(
        tx,
        mine,
        "people",
        &ids,
        at(9)
    ));
    let _ = attempt!(sql, |tx| disposal::delete_from_index(
        tx, mine, "people", &records
    ));
    let _ = attempt!(sql, |tx| disposal::delete_many(
        tx, mine, "people", &records
    ));
    let _ = attempt!(sql, |tx| blind_index::delete_by_subject_in(
        tx, mine, owner, "people"
    ));
    let _ = attempt!(sql, |tx| disposal::erase_vacant(tx, mine, &[owner]));
    let _ = attempt!(sql, |tx| subjects::bump_from(tx, mine, &from));
    let _ = attempt!(sql, |tx| disposal::note_residue(tx, mine));
}

async fn add_the_same_ids<S: Sql>(sql: &mut S, mine: &store::TenantScope) {
    sql.enter(mine.tenant_id()).await.unwrap();
    let owner = subject(1);
    let description = json!({});
    let plugin = NewPlugin {
        digest: "d1",
        name: "redact",
        version: "9.9.9",
        description: &description,
        component: b"mine",
        uploaded_at: at(9),
    };
    let new = new_request(1, RequestKind::Access);
    let rows = [row("people", 1, Some(owner))];
    let entries = [entry(1, Some(owner), "digest one", true)];
    let receipts_ = [receipt(1, request(1))];
    attempt!(sql, |tx| tokens::issue(
        tx,
        mine,
        &new_token(1, "another hash")
    ))
    .unwrap();
    attempt!(sql, |tx| collections::create(
        tx,
        mine,
        &collection("people"),
        at(9)
    ))
    .unwrap();
    attempt!(sql, |tx| subjects::create_many(tx, mine, &[owner], at(9))).unwrap();
    attempt!(sql, |tx| subjects::create_placeholder(
        tx,
        mine,
        subject(99)
    ))
    .unwrap();
    attempt!(sql, |tx| subject_keys::insert_many(tx, mine, &[key(owner)])).unwrap();
    attempt!(sql, |tx| records::insert_many(tx, mine, &rows)).unwrap();
    attempt!(sql, |tx| blind_index::insert_many(tx, mine, &entries)).unwrap();
    attempt!(sql, |tx| requests::create(tx, mine, &actor(), &new)).unwrap();
    attempt!(sql, |tx| receipts::insert_many(tx, mine, &receipts_)).unwrap();
    attempt!(sql, |tx| plugins::insert(tx, mine, &actor(), &plugin)).unwrap();
    attempt!(sql, |tx| idempotency::insert(
        tx,
        mine,
        &actor(),
        b"key",
        &answer("[]"),
        at(9)
    ))
    .unwrap();
    attempt!(sql, |tx| audit::append(
        tx,
        mine,
        &actor(),
        &event("subject.created", 9)
    ))
    .unwrap();
    add_the_same_retention(sql, mine).await;
}

async fn add_the_same_retention<S: Sql>(sql: &mut S, mine: &store::TenantScope) {
    let policy = policy("P9Y");
    attempt!(sql, |tx| policies::create(
        tx,
        mine,
        policy_id(1),
        &policy,
        at(9)
    ))
    .unwrap();
    attempt!(sql, |tx| holds::place(tx, mine, &placed(1))).unwrap();
    attempt!(sql, |tx| held_erasures::note(tx, mine, &held_erasure(1))).unwrap();
    attempt!(sql, |tx| sweeps::create(
        tx,
        mine,
        sweep_id(1),
        true,
        at(9),
        at(9)
    ))
    .unwrap();
    let receipts_ = [receipt(2, request(1))];
    attempt!(sql, |tx| sweeps::insert_receipts(
        tx,
        mine,
        sweep_id(1),
        &receipts_
    ))
    .unwrap();
    let kind = JobKind::RetentionSweep;
    attempt!(sql, |tx| jobs::insert(
        tx,
        mine,
        job_id(1),
        kind,
        "mine",
        at(9)
    ))
    .unwrap();
}
