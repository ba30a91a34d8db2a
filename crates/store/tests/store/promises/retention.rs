//! Jobs are done once, whoever dies; policies keep their versions; what goes leaves nothing behind.

use std::collections::BTreeMap;

use domain::request::{RequestEvent, RequestState};
use jiff::SignedDuration;
use store::jobs::JobState;
use store::requests::{Evidence, Transition};
use store::{
    Error, Page, Processing, Sql, Tx, blind_index, disposal, holds, jobs, records, requests,
    restrictions, retention_policies, subject_keys, subjects,
};

use crate::arrange::{
    actor, at, dump, furnish, hold_id, new_restriction, place, record, request, retention_policy,
    retention_policy_id, row, subject, tables_with, tenant,
};
use crate::backend::Backend;
use crate::commit;

pub(crate) async fn a_job_is_claimed_by_one_and_only_they_write<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "mine").await;
    furnish(sql, &scope).await;
    assert_eq!(jobs::due(sql, &scope, at(7)).await.unwrap(), None);
    let seen = jobs::due(sql, &scope, at(8)).await.unwrap().unwrap();
    let first = commit!(sql, |tx| jobs::claim(tx, &scope, seen.clone(), at(100))
        .await)
    .unwrap();
    let lost = commit!(sql, |tx| jobs::claim(tx, &scope, seen.clone(), at(100))
        .await);
    assert!(matches!(lost, Err(Error::Changed { .. })), "{lost:?}");
    assert_eq!(
        jobs::due(sql, &scope, at(99)).await.unwrap(),
        None,
        "it is leased"
    );

    // The first is too slow; somebody else goes on.
    let seen = jobs::due(sql, &scope, at(100)).await.unwrap().unwrap();
    assert_eq!((seen.fence, seen.attempts), (1, 1));
    let second = commit!(sql, |tx| jobs::claim(tx, &scope, seen, at(200)).await).unwrap();
    let late = commit!(sql, |tx| jobs::keep(tx, &scope, &first, at(300)).await);
    assert!(matches!(late, Err(Error::Changed { .. })), "{late:?}");
    commit!(sql, |tx| jobs::keep(tx, &scope, &second, at(300)).await).unwrap();
    let late = commit!(sql, |tx| jobs::finish(tx, &scope, &first, at(300)).await);
    assert!(matches!(late, Err(Error::Changed { .. })), "{late:?}");
    commit!(sql, |tx| jobs::finish(tx, &scope, &second, at(300)).await).unwrap();
    assert_eq!(jobs::due(sql, &scope, at(1_000)).await.unwrap(), None);
}

pub(crate) async fn a_failed_job_comes_again_until_it_is_given_up<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "mine").await;
    furnish(sql, &scope).await;
    let seen = jobs::due(sql, &scope, at(8)).await.unwrap().unwrap();
    let job = commit!(sql, |tx| jobs::claim(tx, &scope, seen, at(100)).await).unwrap();
    commit!(sql, |tx| jobs::fail(
        tx,
        &scope,
        &job,
        "internal",
        Some(at(50))
    )
    .await)
    .unwrap();
    let again = jobs::due(sql, &scope, at(50)).await.unwrap().unwrap();
    assert_eq!((again.state, again.attempts), (JobState::Waiting, 1));
    let job = commit!(sql, |tx| jobs::claim(tx, &scope, again, at(200)).await).unwrap();
    commit!(sql, |tx| jobs::fail(tx, &scope, &job, "internal", None)
        .await)
    .unwrap();
    assert_eq!(jobs::due(sql, &scope, at(1_000)).await.unwrap(), None);
}

pub(crate) async fn every_tenant_is_swept_daily<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "mine").await;
    let day = SignedDuration::from_hours(24);
    assert!(jobs::enter_next(sql, at(1_000)).await.unwrap().is_none());
    let (entered, lethe) = jobs::enter_next(sql, at(0) + day).await.unwrap().unwrap();
    assert_eq!(entered.tenant_id(), scope.tenant_id());
    assert_eq!(lethe.label, "lethe");
    let job = jobs::due(sql, &entered, at(0) + day)
        .await
        .unwrap()
        .unwrap();
    assert!(job.is_daily && job.subject.is_none());
    let job = commit!(sql, |tx| jobs::claim(tx, &scope, job, at(0) + day * 2)
        .await)
    .unwrap();
    commit!(sql, |tx| jobs::finish(tx, &scope, &job, at(5) + day).await).unwrap();
    assert!(
        jobs::enter_next(sql, at(4) + day * 2)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        jobs::enter_next(sql, at(5) + day * 2)
            .await
            .unwrap()
            .is_some()
    );
}

pub(crate) async fn a_policy_keeps_its_versions<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "mine").await;
    furnish(sql, &scope).await;
    let id = retention_policy_id(1);
    commit!(sql, |tx| retention_policies::replace(
        tx,
        &scope,
        id,
        1,
        &retention_policy("P2Y"),
        at(9)
    )
    .await)
    .unwrap();
    let late = commit!(sql, |tx| retention_policies::replace(
        tx,
        &scope,
        id,
        1,
        &retention_policy("P3Y"),
        at(9)
    )
    .await);
    assert!(matches!(late, Err(Error::Changed { .. })), "{late:?}");
    let in_force = retention_policies::list(sql, &scope).await.unwrap();
    assert_eq!((in_force.len(), in_force[0].version), (1, 2));
    assert_eq!(in_force[0].policy, retention_policy("P2Y"));
    commit!(sql, |tx| retention_policies::end(tx, &scope, id, 2, at(10))
        .await)
    .unwrap();
    assert_eq!(retention_policies::list(sql, &scope).await.unwrap(), vec![]);
    let known = retention_policies::versions(sql, &scope, id).await.unwrap();
    let ends: Vec<_> = known.iter().map(|version| version.ended_at).collect();
    assert_eq!(ends, [Some(at(10)), Some(at(9))]);
}

pub(crate) async fn records_that_go_leave_no_index_and_the_last_takes_its_subject<B: Backend>(
    backend: B,
) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "mine").await;
    furnish(sql, &scope).await;
    let owner = subject(1);
    let stale = BTreeMap::from([(owner, 7)]);
    let stale = commit!(sql, |tx| subjects::bump_from(tx, &scope, &stale).await);
    assert!(matches!(stale, Err(Error::Changed { .. })), "{stale:?}");

    let one = [(record(1), Some(owner))];
    let gone = commit!(sql, |tx| disposal::delete_many(
        tx,
        &scope,
        Processing::Any,
        "people",
        &one
    )
    .await);
    assert_eq!(gone.unwrap(), 1);
    let digests = [b"digest one".to_vec(), b"two".to_vec()];
    let left = blind_index::find(sql, &scope, "people", "email", &digests)
        .await
        .unwrap();
    assert_eq!(left.len(), 1, "the other record is still found");
    let erase = [owner];
    let vacant = commit!(sql, |tx| disposal::erase_vacant(tx, &scope, &erase).await);
    assert_eq!(
        vacant.unwrap(),
        0,
        "a record, a hold and a request are left"
    );

    let other = [(record(2), Some(owner))];
    commit!(sql, |tx| disposal::delete_many(
        tx,
        &scope,
        Processing::Any,
        "people",
        &other
    )
    .await)
    .unwrap();
    commit!(sql, |tx| holds::release(tx, &scope, hold_id(1), at(9))
        .await)
    .unwrap();
    let vacant = commit!(sql, |tx| disposal::erase_vacant(tx, &scope, &erase).await);
    assert_eq!(vacant.unwrap(), 0, "a request is open");
    let refuse = Transition {
        from: RequestState::Received,
        event: RequestEvent::Refuse,
        at: at(9),
        evidence: Evidence::default(),
    };
    commit!(sql, |tx| requests::transition(
        tx,
        &scope,
        &actor(),
        request(1),
        &refuse
    )
    .await)
    .unwrap();
    let vacant = commit!(sql, |tx| disposal::erase_vacant(tx, &scope, &erase).await);
    assert_eq!(vacant.unwrap(), 0, "a consent must stay provable");
    let mine: [store::Value; 1] = [scope.tenant_id().into()];
    // Nobody deletes them but with their tenant.
    let leaving = "UPDATE offboarding SET state = $1 WHERE tenant_id = $2";
    let deleting = ["deleting".into(), mine[0].clone()];
    sql.execute(leaving, &deleting).await.unwrap();
    let forget = "DELETE FROM consent_event WHERE tenant_id = $1";
    sql.execute(forget, &mine).await.unwrap();
    let vacant = commit!(sql, |tx| disposal::erase_vacant(tx, &scope, &erase).await);
    assert_eq!(vacant.unwrap(), 1);
    assert!(subject_keys::get_many(sql, &scope, &[owner]).await.is_err());
    let dump = dump(sql, &scope).await;
    assert_eq!(tables_with(&dump, "sealed email"), Vec::<&str>::new());
    let left = tables_with(&dump, &owner.to_string());
    assert_eq!(
        left,
        ["legal_hold", "audit_event", "request"],
        "evidence stays"
    );
}

pub(crate) async fn what_is_restricted_is_listed_without_values_and_stays<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "mine").await;
    furnish(sql, &scope).await;
    let owner = subject(1);
    let marked = [place(2)];
    let restriction = new_restriction(3, owner, &marked);
    commit!(sql, |tx| restrictions::create(tx, &scope, &restriction)
        .await)
    .unwrap();

    let aged = disposal::list_aged(sql, &scope, "people", None, None, 10).await;
    let aged = aged.unwrap();
    let seen: Vec<_> = aged
        .iter()
        .map(|aged| (aged.is_restricted, aged.record.sealed.is_empty()))
        .collect();
    assert_eq!(seen, [(false, false), (true, true)]);
    assert_eq!(aged[1].record.plain, "{}");
    let of = disposal::list_aged_by_subject(sql, &scope, owner).await;
    assert!(
        of.unwrap()
            .iter()
            .all(|aged| !aged.record.sealed.is_empty())
    );

    let records = [(record(1), Some(owner)), (record(2), Some(owner))];
    for (processing, gone) in [(Processing::Any, None), (Processing::Erasure, Some(2))] {
        let mut tx = Tx::begin(sql).await.unwrap();
        let deleted = disposal::delete_many(&mut tx, &scope, processing, "people", &records).await;
        tx.rollback().await.unwrap();
        match gone {
            Some(gone) => assert_eq!(deleted.unwrap(), gone),
            None => assert!(matches!(deleted, Err(Error::Restricted)), "{deleted:?}"),
        }
    }

    let placeholder = subject(60);
    let anonymous = row("people", 2, Some(placeholder));
    commit!(sql, |tx| {
        subjects::create_placeholder(tx, &scope, placeholder)
            .await
            .unwrap();
        records::replace_many(tx, &scope, Processing::Erasure, &[anonymous])
            .await
            .unwrap();
    });
    let marks = "SELECT record_id FROM restricted_record WHERE tenant_id = $1 AND record_id = $2";
    let parameters = [scope.tenant_id().into(), record(2).into()];
    let marks = sql.query(marks, &parameters).await.unwrap();
    assert!(marks.is_empty(), "no mark leads from the subject to it");
}

pub(crate) async fn a_change_is_noted_and_records_are_listed_by_age<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "mine").await;
    furnish(sql, &scope).await;
    let changed = [record(2)];
    commit!(sql, |tx| disposal::note_change(
        tx,
        &scope,
        "people",
        &changed,
        at(77)
    )
    .await)
    .unwrap();
    let aged = disposal::list_aged(sql, &scope, "people", None, None, 10)
        .await
        .unwrap();
    let times: Vec<_> = aged.iter().map(|aged| aged.changed_at).collect();
    assert_eq!(times, [None, Some(at(77))]);
    let all = records::list(sql, &scope, "people", &Page::new(10, None))
        .await
        .unwrap()
        .0;
    assert!(aged.iter().map(|aged| &aged.record).eq(all.iter()));
    let first = disposal::list_aged(sql, &scope, "people", None, Some(record(2)), 10).await;
    assert_eq!(first.unwrap().len(), 1);
    let second = disposal::list_aged(sql, &scope, "people", Some(record(1)), None, 10).await;
    assert_eq!(second.unwrap().len(), 1);
    let of = disposal::list_aged_by_subject(sql, &scope, subject(1)).await;
    assert_eq!(of.unwrap(), aged);
}
