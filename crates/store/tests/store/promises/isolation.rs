//! Another tenant sees nothing and changes nothing, whatever it calls.
//!
//! `files.rs` checks that every function with a scope is called in this file.

use std::collections::BTreeMap;

use domain::Settings;
use domain::consent::ConsentEvent;
use domain::request::{RequestEvent, RequestKind, RequestState, Template};
use serde_json::json;
use store::jobs::{Job, JobKind, JobState};
use store::receipts::Occasion;
use store::requests::{Evidence, Transition};
use store::sweeps::{Position, Sweep, SweepState};
use store::{
    Error, Processing, Sql, Tx, audit, blind_index, collections, consents, deadlines, disposal,
    do_not_contact, documents, held_erasures, holds, idempotency, jobs, policies, purposes,
    receipts, records, requests, restrictions, retention_policies, settings, subject_keys,
    subjects, sweeps, templates, tokens,
};

use crate::arrange::{
    actor, all, answer, at, collection, document, document_id, due, dump, entry, event, furnish,
    happened, held_erasure, hold_id, job_id, key, new_request, new_restriction, new_token,
    newsletter, placed, policy, purpose, receipt, record, request, restriction_id,
    retention_policy, retention_policy_id, row, subject, sweep_id, tenant, token,
};
use crate::backend::Backend;

/// After the time that is in the ids of `arrange`.
const LATER: i64 = 3_000_000_000_000;

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
        records::find(sql, &mine, Processing::Any, "people", record(1))
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        records::list(sql, &mine, "people", &all()).await.unwrap(),
        (vec![], None)
    );
    let owned = records::list_by_subject(sql, &mine, Processing::Any, subject(1), &all())
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
    assert!(
        blind_index::find_stored(sql, &mine, "people", "email", &digests)
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
    let events = audit::list(sql, &mine, &audit::Filter::default(), &all())
        .await
        .unwrap();
    assert_eq!(events, (vec![], None));
    let given = idempotency::find(sql, &mine, actor().token_id, b"key")
        .await
        .unwrap();
    assert_eq!(given, None);
    accounts::sees_nothing(sql, &mine).await;
    registry::sees_nothing(sql, &mine).await;
    sees_no_owners(sql, &mine).await;
    sees_no_consents(sql, &mine).await;
    sees_no_documents(sql, &mine).await;
}

async fn sees_no_owners<S: Sql>(sql: &mut S, mine: &store::TenantScope) {
    let owners = records::owners(sql, mine, "people", &[record(1)]).await;
    assert!(owners.unwrap().is_empty());
    let subjects = records::subjects_before(sql, mine, "people", at(LATER)).await;
    assert!(subjects.unwrap().is_empty());
}

async fn sees_no_consents<S: Sql>(sql: &mut S, mine: &store::TenantScope) {
    let name = newsletter();
    assert_eq!(purposes::find(sql, mine, &name).await.unwrap(), None);
    let listed = purposes::list(sql, mine, &all()).await.unwrap();
    assert_eq!(listed, (vec![], None));
    assert_eq!(policies::find(sql, mine, &name, 1).await.unwrap(), None);
    let shown = policies::in_force(sql, mine, &name, at(9)).await.unwrap();
    assert_eq!(shown, None);
    let listed = policies::list(sql, mine, &name, &all()).await.unwrap();
    assert_eq!(listed, (vec![], None));
    let listed = consents::list(sql, mine, subject(1), &all()).await.unwrap();
    assert_eq!(listed, (vec![], None));
    let current = consents::current(sql, mine, subject(1)).await.unwrap();
    assert_eq!(current, []);
    let agreed = consents::in_force(sql, mine, "newsletter", &[subject(1)], at(9)).await;
    assert!(agreed.unwrap().is_empty());
    let listed = do_not_contact::listed(sql, mine, "email", &[b"digest".to_vec()]).await;
    assert!(listed.unwrap().is_empty());
}

async fn sees_no_documents<S: Sql>(sql: &mut S, mine: &store::TenantScope) {
    let found = documents::latest(sql, mine, "notice", document_id(1)).await;
    assert_eq!(found.unwrap(), None);
    let listed = documents::list(sql, mine, "notice", &all()).await.unwrap();
    assert_eq!(listed, (vec![], None));
    let listed = documents::versions(sql, mine, "notice", document_id(1), &all()).await;
    assert_eq!(listed.unwrap(), (vec![], None));
}

pub(crate) async fn another_tenant_sees_no_request_nor_what_goes_with_it<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let (mine, theirs) = (tenant(sql, "mine").await, tenant(sql, "theirs").await);
    furnish(sql, &theirs).await;
    sql.enter(mine.tenant_id()).await.unwrap();

    assert_eq!(
        settings::find(sql, &mine).await.unwrap(),
        Settings::default()
    );
    let steps = templates::find(sql, &mine, RequestKind::Erasure).await;
    assert_eq!(steps.unwrap(), Template::default());
    assert_eq!(
        deadlines::list(sql, &mine, None, &all()).await.unwrap(),
        (vec![], None)
    );
    let restricted = restrictions::find(sql, &mine, restriction_id(1)).await;
    assert_eq!(restricted.unwrap(), None);
    assert_eq!(
        restrictions::list(sql, &mine, &all()).await.unwrap(),
        (vec![], None)
    );
    let restricted = restrictions::find_by_request(sql, &mine, subject(50), request(1)).await;
    assert_eq!(restricted.unwrap(), None);
    let restricted = restrictions::is_restricted(sql, &mine, subject(50)).await;
    assert!(!restricted.unwrap());
    let kind = RequestKind::Erasure;
    let completed = requests::list_completed(sql, &mine, subject(1), kind).await;
    assert_eq!(completed.unwrap(), []);
    let content = requests::content(sql, &mine, request(1)).await.unwrap();
    assert_eq!(content, requests::Content::default());
    let documented = requests::documented(sql, &mine, request(1)).await;
    assert!(documented.unwrap().is_empty());
    assert_eq!(requests::fee(sql, &mine, request(1)).await.unwrap(), None);
    nothing_of_retention_is_seen(sql, &mine).await;
}

async fn nothing_of_retention_is_seen<S: Sql>(sql: &mut S, mine: &store::TenantScope) {
    assert_eq!(retention_policies::list(sql, mine).await.unwrap(), vec![]);
    assert_eq!(
        retention_policies::versions(sql, mine, retention_policy_id(1))
            .await
            .unwrap(),
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
    let erased = jobs::erasure_due(sql, mine, request(1)).await;
    assert_eq!(erased.unwrap(), None);
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

mod accounts;
mod registry;

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
    let _ = attempt!(sql, |tx| records::replace_many(
        tx,
        mine,
        Processing::Erasure,
        &rows
    ));
    let _ = attempt!(sql, |tx| records::delete_by_subject(
        tx,
        mine,
        Processing::Erasure,
        owner,
        "people"
    ));
    let entries = [entry(1, Some(owner), "digest one", true)];
    let _ = attempt!(sql, |tx| blind_index::delete_many(tx, mine, &entries));
    let _ = attempt!(sql, |tx| blind_index::delete_by_subject(tx, mine, owner));
    let _ = attempt!(sql, |tx| settings::put(
        tx,
        mine,
        &Settings::default(),
        at(9)
    ));
    let _ = attempt!(sql, |tx| templates::put(
        tx,
        mine,
        RequestKind::Erasure,
        &Template::default(),
        at(9)
    ));
    let _ = attempt!(sql, |tx| subject_keys::delete(tx, mine, owner));
    let _ = attempt!(sql, |tx| subjects::erase(tx, mine, owner, 1));
    change_their_requests(sql, mine).await;
    accounts::change_theirs(sql, mine).await;
    registry::change_theirs(sql, mine).await;
    let _ = attempt!(sql, |tx| idempotency::sweep(tx, mine, at(1_000)));
    let _ = attempt!(sql, |tx| idempotency::claim(tx, mine, token(1), b"key"));
    let _ = attempt!(sql, |tx| collections::hold(tx, mine));
    let _ = attempt!(sql, |tx| collections::hold_alone(tx, mine));
    let withdrawn = happened(2, ConsentEvent::Withdraw, 9);
    let name = newsletter();
    let _ = attempt!(sql, |tx| consents::append(
        tx,
        mine,
        &actor(),
        owner,
        &name,
        &withdrawn
    ));
    let _ = attempt!(sql, |tx| do_not_contact::remove(
        tx, mine, "email", b"digest"
    ));
    change_their_retention(sql, mine).await;
}

async fn change_their_requests<S: Sql>(sql: &mut S, mine: &store::TenantScope) {
    let start = Transition {
        from: RequestState::Received,
        event: RequestEvent::VerifyIdentity,
        at: at(9),
        evidence: Evidence::default(),
    };
    let first = request(1);
    let _ = attempt!(sql, |tx| deadlines::pause(tx, mine, first, at(9)));
    let stood = jiff::SignedDuration::from_secs(1);
    let _ = attempt!(sql, |tx| deadlines::resume(tx, mine, first, stood, due(9)));
    let _ = attempt!(sql, |tx| deadlines::extend(tx, mine, first, None, at(9)));
    let told = restriction_id(1);
    let _ = attempt!(sql, |tx| restrictions::tell(tx, mine, told, b"told", at(9)));
    let _ = attempt!(sql, |tx| restrictions::lift(tx, mine, told, at(9)));
    let _ = attempt!(sql, |tx| restrictions::end_pending_erasure(
        tx,
        mine,
        subject(50),
        first,
        at(9)
    ));
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
}

async fn change_their_retention<S: Sql>(sql: &mut S, mine: &store::TenantScope) {
    let (owner, policy) = (subject(1), retention_policy("P9Y"));
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
    let _ = attempt!(sql, |tx| retention_policies::replace(
        tx,
        mine,
        retention_policy_id(1),
        1,
        &policy,
        at(9)
    ));
    let _ = attempt!(sql, |tx| retention_policies::end(
        tx,
        mine,
        retention_policy_id(1),
        1,
        at(9)
    ));
    let _ = attempt!(sql, |tx| holds::respect(tx, mine));
    let _ = attempt!(sql, |tx| holds::release(tx, mine, hold_id(1), at(9)));
    let _ = attempt!(sql, |tx| held_erasures::strike(tx, mine, owner));
    let _ = attempt!(sql, |tx| sweeps::advance(tx, mine, &sweep));
    let _ = attempt!(sql, |tx| jobs::claim(tx, mine, job.clone(), at(9)));
    let _ = attempt!(sql, |tx| jobs::keep(tx, mine, &job, at(9)));
    let _ = attempt!(sql, |tx| jobs::finish(tx, mine, &job, at(9)));
    let _ = attempt!(sql, |tx| jobs::fail(tx, mine, &job, "internal", None));
    let _ = attempt!(sql, |tx| jobs::drop_erasure(tx, mine, request(1)));
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
        tx,
        mine,
        Processing::Any,
        "people",
        &records
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
    let new = new_request(1, RequestKind::Access);
    let rows = [row("people", 1, Some(owner))];
    let entries = [entry(1, Some(owner), "digest one", true)];
    let receipts_ = [receipt(1, Occasion::Request(request(1)))];
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
    let restriction = new_restriction(1, subject(99), &[]);
    attempt!(sql, |tx| restrictions::create(tx, mine, &restriction)).unwrap();
    attempt!(sql, |tx| receipts::insert_many(tx, mine, &receipts_)).unwrap();
    accounts::add_the_same(sql, mine).await;
    registry::add_the_same(sql, mine).await;
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
    let name = newsletter();
    let particulars = json!({});
    attempt!(sql, |tx| purposes::create(tx, mine, &purpose())).unwrap();
    attempt!(sql, |tx| policies::publish(
        tx,
        mine,
        &policy(&name, "news!", &particulars)
    ))
    .unwrap();
    let given = happened(1, ConsentEvent::Give, 9);
    attempt!(sql, |tx| consents::append(
        tx,
        mine,
        &actor(),
        owner,
        &name,
        &given
    ))
    .unwrap();
    attempt!(sql, |tx| do_not_contact::add(
        tx,
        mine,
        "email",
        b"digest",
        at(9)
    ))
    .unwrap();
    attempt!(sql, |tx| documents::append(
        tx,
        mine,
        &actor(),
        &document(1, 1, b"mine")
    ))
    .unwrap();
    add_the_same_retention(sql, mine).await;
}

async fn add_the_same_retention<S: Sql>(sql: &mut S, mine: &store::TenantScope) {
    let policy = retention_policy("P9Y");
    attempt!(sql, |tx| retention_policies::create(
        tx,
        mine,
        retention_policy_id(1),
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
    let receipts_ = [receipt(2, Occasion::Sweep(sweep_id(1)))];
    attempt!(sql, |tx| receipts::insert_many(tx, mine, &receipts_)).unwrap();
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
    let first = request(1);
    attempt!(sql, |tx| jobs::plan_erasure(tx, mine, first, at(9), at(9))).unwrap();
}
