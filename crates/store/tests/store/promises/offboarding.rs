//! How a tenant leaves: with everything, after which nothing is left.

use std::collections::{BTreeMap, BTreeSet};

use domain::Settings;
use store::deliveries::Delivered;
use store::holdings::{Form, TABLES as HOLDINGS, Table};
use store::jobs::{Job, JobKind, JobState};
use store::offboarding::OffboardingState;
use store::{
    Error, Sql, TenantScope, Tx, Value, deliveries, holdings, jobs, offboarding, subjects, tenants,
    tokens,
};

use crate::arrange::offboarding::{delivered_file, delivery_id, notice, token_hash};
use crate::arrange::{TABLES, at, dump, furnish, job_id, subject, tenant, token};
use crate::backend::Backend;
use crate::commit;

/// After every deletion that `notice` leads to.
const LATER: i64 = 1_900_000_000_000;

/// Claims the job that deletes a tenant.
async fn claimed<S: Sql>(sql: &mut S, scope: &TenantScope) -> Job {
    commit!(sql, |tx| {
        let due = at(LATER);
        let mut job = jobs::due(tx, scope, due).await.unwrap().unwrap();
        while job.kind != JobKind::Offboarding {
            // Others are due as well.
            let claimed = jobs::claim(tx, scope, job, at(LATER + 9)).await.unwrap();
            drop(claimed);
            job = jobs::due(tx, scope, due).await.unwrap().unwrap();
        }
        jobs::claim(tx, scope, job, at(LATER + 9)).await.unwrap()
    })
}

/// Deletes a tenant as the job does, a few rows at a time.
async fn delete<S: Sql>(sql: &mut S, scope: &TenantScope, job: &Job) {
    commit!(sql, |tx| offboarding::begin_deletion(
        tx,
        scope,
        job,
        at(LATER)
    )
    .await
    .unwrap());
    while commit!(sql, |tx| offboarding::delete_some(tx, scope, 3, at(LATER))
        .await
        .unwrap())
    {}
    commit!(sql, |tx| {
        jobs::keep(tx, scope, job, at(LATER + 9)).await.unwrap();
        offboarding::end_deletion(tx, scope, "{}", at(LATER))
            .await
            .unwrap();
    });
}

pub(crate) async fn notice_is_given_once_and_taken_back_until_the_deletion_begins<B: Backend>(
    backend: B,
) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    sql.enter(scope.tenant_id()).await.unwrap();
    let give = async |tx: &mut Tx<'_, _>| {
        offboarding::give_notice(tx, &scope, "hash", &notice(1), job_id(1)).await
    };
    commit!(sql, |tx| give(tx).await.unwrap());
    let mut tx = Tx::begin(sql).await.unwrap();
    let again = give(&mut tx).await;
    assert!(matches!(again, Err(Error::Exists { .. })), "{again:?}");
    tx.rollback().await.unwrap();
    commit!(sql, |tx| offboarding::withdraw(tx, &scope).await.unwrap());
    assert_eq!(offboarding::find(sql, &scope).await.unwrap(), None);
    let due = jobs::due(sql, &scope, at(LATER)).await.unwrap().unwrap();
    assert_eq!(
        due.kind,
        JobKind::RetentionSweep,
        "nothing is deleted any more"
    );
    commit!(sql, |tx| give(tx).await.unwrap());
    // A demand moves the deletion.
    let calendar = Settings::default().calendar().unwrap();
    let demanded = notice(1)
        .demand(at(1_767_225_600_002), 0, &calendar)
        .unwrap();
    commit!(sql, |tx| offboarding::change_notice(
        tx,
        &scope,
        &demanded,
        job_id(2),
        at(2)
    )
    .await
    .unwrap());
    let job = claimed(sql, &scope).await;
    assert_eq!(job.job_id, job_id(1), "there is one job");
    commit!(sql, |tx| offboarding::begin_deletion(
        tx,
        &scope,
        &job,
        at(3)
    )
    .await
    .unwrap());
    let mut tx = Tx::begin(sql).await.unwrap();
    let late = offboarding::withdraw(&mut tx, &scope).await;
    assert!(matches!(late, Err(Error::Changed { .. })), "{late:?}");
    tx.rollback().await.unwrap();
}

pub(crate) async fn everything_of_a_tenant_goes_and_of_no_other<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let (leaves, stays) = (tenant(sql, "leaves").await, tenant(sql, "stays").await);
    for scope in [&leaves, &stays] {
        sql.enter(scope.tenant_id()).await.unwrap();
        furnish(sql, scope).await;
    }
    let before = dump(sql, &stays).await;
    sql.enter(leaves.tenant_id()).await.unwrap();
    commit!(sql, |tx| deliveries::finish(
        tx,
        &leaves,
        delivery_id(1),
        "manifest",
        at(9)
    )
    .await
    .unwrap());
    let held: BTreeMap<_, _> = dump(sql, &leaves)
        .await
        .into_iter()
        .map(|(table, rows)| (table, rows.len() as u64))
        .collect();
    let job = claimed(sql, &leaves).await;
    delete(sql, &leaves, &job).await;

    let left = dump(sql, &leaves).await;
    let left: Vec<_> = left
        .iter()
        .filter(|(_, rows)| !rows.is_empty())
        .map(|(table, _)| *table)
        .collect();
    assert_eq!(left, ["offboarding", "residue", "tombstone"]);
    let found = offboarding::find(sql, &leaves).await.unwrap().unwrap();
    assert_eq!(found.state, OffboardingState::Deleted);
    assert_eq!(found.certificate.as_deref(), Some("{}"));
    let delivered = found.delivery.unwrap();
    assert_eq!((delivered.files, delivered.bytes), (1, 100));
    for (table, rows) in held {
        if !["offboarding", "residue", "tombstone", "job", "tenant"].contains(&table) {
            let counted = found.deleted.get(table).copied().unwrap_or_default();
            assert_eq!(counted, rows, "{table}");
        }
    }
    // The token that gave notice opens this, and nothing else.
    let hash = token_hash(&leaves);
    assert!(
        tokens::authenticate(sql, &hash, at(1))
            .await
            .unwrap()
            .is_none()
    );
    let shown = offboarding::find_by_token(sql, &hash).await.unwrap();
    assert_eq!(shown.unwrap().tenant_id, leaves.tenant_id());
    let other = offboarding::find_by_token(sql, "another hash").await;
    assert_eq!(other.unwrap(), None);
    assert_eq!(dump(sql, &stays).await, before);
}

pub(crate) async fn what_is_written_while_a_tenant_is_deleted_goes_too<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "leaves").await;
    furnish(sql, &scope).await;
    sql.enter(scope.tenant_id()).await.unwrap();
    let job = claimed(sql, &scope).await;
    commit!(sql, |tx| offboarding::begin_deletion(
        tx,
        &scope,
        &job,
        at(LATER)
    )
    .await
    .unwrap());
    while commit!(sql, |tx| offboarding::delete_some(
        tx,
        &scope,
        50,
        at(LATER)
    )
    .await
    .unwrap())
    {}
    // Somebody who was let in before comes late.
    commit!(sql, |tx| subjects::create_many(
        tx,
        &scope,
        &[subject(77)],
        at(9)
    )
    .await
    .unwrap());
    let mut tx = Tx::begin(sql).await.unwrap();
    let refused = offboarding::end_deletion(&mut tx, &scope, "{}", at(LATER)).await;
    assert!(refused.is_err(), "a tenant goes last");
    tx.rollback().await.unwrap();
    while commit!(sql, |tx| offboarding::delete_some(
        tx,
        &scope,
        50,
        at(LATER)
    )
    .await
    .unwrap())
    {}
    commit!(sql, |tx| offboarding::end_deletion(
        tx,
        &scope,
        "{}",
        at(LATER)
    )
    .await
    .unwrap());
    assert_eq!(
        subjects::find(sql, &scope, subject(77)).await.unwrap(),
        None
    );
}

pub(crate) async fn everything_that_is_kept_can_be_read_to_be_handed_over<B: Backend>(backend: B) {
    let known: BTreeSet<_> = HOLDINGS.iter().map(|table| table.name).collect();
    let all: BTreeSet<_> = TABLES.into_iter().collect();
    let missing: Vec<_> = all.difference(&known).collect();
    assert_eq!(
        missing,
        [&"offboarding"],
        "every table but what outlives the tenant"
    );
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    let held: BTreeMap<_, _> = dump(sql, &scope).await.into_iter().collect();
    for table in HOLDINGS.iter().filter(|table| table.is_delivered()) {
        let mut read = Vec::new();
        let mut after = None;
        loop {
            let rows = holdings::rows(sql, &scope, table, after, 1).await.unwrap();
            let Some(row) = rows.into_iter().next() else {
                break;
            };
            after = Some(row.key.clone());
            read.push(row);
        }
        assert_eq!(read.len(), held[table.name].len(), "{}", table.name);
        let sealed = table.columns().any(|column| column.form == Form::Sealed);
        for row in &read {
            assert_eq!(row.values.len(), table.columns().count(), "{}", table.name);
            let blobs = row.values.iter().zip(table.columns());
            for (value, column) in blobs {
                let is_fit = match value {
                    Value::Null => true,
                    Value::Text(_) => matches!(column.form, Form::Text | Form::Json),
                    Value::Integer(_) => matches!(column.form, Form::Number | Form::Time),
                    Value::Blob(_) => matches!(column.form, Form::Bytes | Form::Sealed),
                    Value::Real(_) => false,
                };
                assert!(is_fit, "{}.{} is {value:?}", table.name, column.name);
                if column.form == Form::Sealed && *value != Value::Null {
                    assert!(sealed && row.holder.is_some(), "{}", table.name);
                }
            }
        }
    }
    assert!(Table::named("tenant_key").is_some_and(|table| !table.is_delivered()));
    let token = Table::named("token").unwrap();
    assert!(token.columns().all(|column| column.name != "token_hash"));
}

pub(crate) async fn a_part_that_is_fetched_again_replaces_what_it_was<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    sql.enter(scope.tenant_id()).await.unwrap();
    let (first, id) = (
        [delivered_file(1, "a"), delivered_file(2, "b")],
        delivery_id(1),
    );
    commit!(sql, |tx| {
        deliveries::begin(tx, &scope, id, at(1)).await.unwrap();
        deliveries::put_files(tx, &scope, id, 1, &first)
            .await
            .unwrap();
        let second = [delivered_file(3, "c"), delivered_file(4, "d")];
        deliveries::put_files(tx, &scope, id, 3, &second)
            .await
            .unwrap();
        deliveries::put_files(tx, &scope, id, 3, &[delivered_file(3, "e")])
            .await
            .unwrap();
    });
    let files = deliveries::files(sql, &scope, id).await.unwrap();
    let names: Vec<_> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "e"]);
    assert_eq!(deliveries::last_finished(sql, &scope).await.unwrap(), None);
    commit!(sql, |tx| deliveries::finish(tx, &scope, id, "m", at(5))
        .await
        .unwrap());
    let wanted = Delivered {
        delivery_id: id,
        finished_at: at(5),
        files: 3,
        bytes: 300,
        manifest_digest: "m".to_owned(),
    };
    let last = deliveries::last_finished(sql, &scope).await.unwrap();
    assert_eq!(last, Some(wanted));
}

pub(crate) async fn another_tenant_neither_sees_nor_changes_how_one_leaves<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let (mine, theirs) = (tenant(sql, "mine").await, tenant(sql, "theirs").await);
    furnish(sql, &theirs).await;
    let before = dump(sql, &theirs).await;
    sql.enter(mine.tenant_id()).await.unwrap();
    let id = delivery_id(1);
    assert_eq!(offboarding::find(sql, &mine).await.unwrap(), None);
    assert_eq!(deliveries::find(sql, &mine, id).await.unwrap(), None);
    assert_eq!(deliveries::files(sql, &mine, id).await.unwrap(), vec![]);
    assert_eq!(deliveries::last_finished(sql, &mine).await.unwrap(), None);
    assert_eq!(tokens::hash_of(sql, &mine, token(1)).await.unwrap(), None);
    let name = tenants::name(sql, &mine).await.unwrap();
    assert_eq!(name.as_deref(), Some("mine"));
    for table in HOLDINGS.iter().filter(|table| table.is_delivered()) {
        let rows = holdings::rows(sql, &mine, table, None, 10).await.unwrap();
        let own = match table.name {
            "tenant" => 1,
            _ => 0,
        };
        assert_eq!(rows.len(), own, "{}", table.name);
    }
    let job = Job {
        job_id: job_id(9),
        kind: JobKind::Offboarding,
        subject: None,
        state: JobState::Waiting,
        is_daily: false,
        fence: 0,
        attempts: 0,
    };
    let mut transaction = Tx::begin(sql).await.unwrap();
    let tx = &mut transaction;
    let changed = offboarding::change_notice(tx, &mine, &notice(5), job_id(9), at(9)).await;
    assert!(matches!(changed, Err(Error::Changed { .. })), "{changed:?}");
    let gone = offboarding::withdraw(tx, &mine).await;
    assert!(matches!(gone, Err(Error::Changed { .. })), "{gone:?}");
    let begun = offboarding::begin_deletion(tx, &mine, &job, at(9)).await;
    assert!(matches!(begun, Err(Error::Changed { .. })), "{begun:?}");
    let put = deliveries::put_files(tx, &mine, id, 1, &[]).await;
    assert!(matches!(put, Err(Error::Missing { .. })), "{put:?}");
    let ended = deliveries::finish(tx, &mine, id, "m", at(9)).await;
    assert!(matches!(ended, Err(Error::Missing { .. })), "{ended:?}");
    // The same ids are free, and what goes is mine.
    deliveries::begin(tx, &mine, id, at(9)).await.unwrap();
    offboarding::give_notice(tx, &mine, "hash", &notice(2), job_id(9))
        .await
        .unwrap();
    offboarding::begin_deletion(tx, &mine, &job, at(9))
        .await
        .unwrap();
    while offboarding::delete_some(tx, &mine, 100, at(9))
        .await
        .unwrap()
    {}
    assert!(holdings::delete(tx, &mine, 100).await.unwrap().is_empty());
    offboarding::end_deletion(tx, &mine, "{}", at(9))
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(dump(sql, &theirs).await, before);
}
