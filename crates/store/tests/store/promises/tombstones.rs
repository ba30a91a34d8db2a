//! Who was forgotten stays forgotten, also where an old copy of the data comes back.

use store::tombstones::{self, Tombstone, TombstoneKind};
use store::{
    Error, Processing, Row, Sql, TenantScope, Tx, Value, collections, dump, holdings, offboarding,
    records, subject_keys, subjects, tenants,
};

use crate::arrange::offboarding::notice;
use crate::arrange::{at, furnish, key, record, row, subject, tables_with, tenant};
use crate::backend::Backend;
use crate::commit;

fn of(scope: &TenantScope, number: u128) -> Tombstone {
    Tombstone {
        kind: TombstoneKind::Subject,
        commitment: tombstones::of_subject(scope.tenant_id(), subject(number)),
    }
}

async fn waiting<S: Sql>(sql: &mut S) -> Vec<Tombstone> {
    let waiting = tombstones::waiting(sql, 100).await.unwrap();
    waiting
        .into_iter()
        .map(|(_, tombstone)| tombstone)
        .collect()
}

pub(crate) async fn a_tombstone_waits_until_it_stands_in_the_ledger<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    commit!(sql, |tx| {
        subject_keys::insert_many(tx, &scope, &[key(subject(1)), key(subject(2))])
            .await
            .unwrap();
    });
    assert!(waiting(sql).await.is_empty());
    commit!(sql, |tx| subject_keys::delete(tx, &scope, subject(1))
        .await
        .unwrap());
    assert_eq!(waiting(sql).await, [of(&scope, 1)]);
    let settled = tombstones::settle(sql, scope.tenant_id(), &[of(&scope, 1)]).await;
    settled.unwrap();
    assert!(waiting(sql).await.is_empty());
}

pub(crate) async fn a_tombstone_of_another_tenant_is_not_settled<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let (mine, theirs) = (tenant(sql, "mine").await, tenant(sql, "theirs").await);
    sql.enter(theirs.tenant_id()).await.unwrap();
    furnish(sql, &theirs).await;
    let there = waiting(sql).await;
    assert_eq!(there, [of(&theirs, 60)]);
    tombstones::settle(sql, mine.tenant_id(), &there)
        .await
        .unwrap();
    assert_eq!(waiting(sql).await, there);
    let living = tombstones::living(sql, &mine, None, 100).await.unwrap();
    assert!(living.is_empty());
    let mut tx = Tx::begin(sql).await.unwrap();
    let again = tombstones::forget_again(&mut tx, &mine, subject(1), &key(subject(9))).await;
    assert_eq!(again.unwrap(), 0);
    tx.commit().await.unwrap();
    sql.enter(theirs.tenant_id()).await.unwrap();
    assert!(
        subjects::find(sql, &theirs, subject(1))
            .await
            .unwrap()
            .is_some()
    );
}

pub(crate) async fn who_comes_back_is_forgotten_again<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    let living = tombstones::living(sql, &scope, None, 1).await.unwrap();
    assert_eq!(living, [subject(1)]);
    let more = tombstones::living(sql, &scope, Some(subject(1)), 100).await;
    assert!(!more.unwrap().contains(&subject(1)));

    let placeholder = key(subject(0xf00d));
    let records = commit!(sql, |tx| tombstones::forget_again(
        tx,
        &scope,
        subject(1),
        &placeholder
    )
    .await
    .unwrap());
    assert_eq!(records, 2);
    assert_eq!(subjects::find(sql, &scope, subject(1)).await.unwrap(), None);
    let keys = subject_keys::get_many(sql, &scope, &[subject(1)]).await;
    assert!(matches!(keys, Err(Error::Missing { .. })));
    let left = crate::arrange::dump(sql, &scope).await;
    for trace in ["sealed email of record", "digest one"] {
        assert!(tables_with(&left, trace).is_empty(), "{trace}");
    }
    // Its collection is one that is deleted.
    let stayed = records::find(sql, &scope, Processing::Any, "people", record(2)).await;
    assert_eq!(stayed.unwrap(), None);
}

pub(crate) async fn what_is_not_personal_stays_when_somebody_is_forgotten_again<B: Backend>(
    backend: B,
) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    let tasks = serde_json::from_value(serde_json::json!({
        "name": "tasks", "purpose": "work", "lawful_basis": "contract",
        "retention": {"keep_for": "P10Y", "from": "created"},
        "owner": {"kind": "subject"}, "on_erase": "anonymize",
        "fields": [
            {"name": "email", "type": "text", "class": "contact", "on_erase": "delete",
             "on_export": "include"},
            {"name": "hours", "type": "number", "class": "none"},
        ],
    }))
    .unwrap();
    let rows = [row("tasks", 1, Some(subject(1)))];
    commit!(sql, |tx| {
        collections::create(tx, &scope, &tasks, at(1))
            .await
            .unwrap();
        subjects::create_many(tx, &scope, &[subject(1)], at(2))
            .await
            .unwrap();
        subject_keys::insert_many(tx, &scope, &[key(subject(1))])
            .await
            .unwrap();
        records::insert_many(tx, &scope, &rows).await.unwrap();
    });
    let placeholder = key(subject(0xf00d));
    let forget = async |tx: &mut Tx<'_, _>| {
        tombstones::forget_again(tx, &scope, subject(1), &placeholder).await
    };
    assert_eq!(commit!(sql, |tx| forget(tx).await.unwrap()), 1);
    let stayed = records::find(sql, &scope, Processing::Any, "tasks", record(1)).await;
    let stayed = stayed.unwrap().unwrap();
    assert_eq!(stayed.subject_id, Some(placeholder.subject_id));
    assert_eq!((stayed.sealed, &stayed.plain), (vec![], &rows[0].plain));
    let keys = subject_keys::get_many(sql, &scope, &[placeholder.subject_id]).await;
    assert_eq!(keys.unwrap(), [placeholder]);
}

pub(crate) async fn a_tenant_that_comes_back_is_deleted_again<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let (gone, stays) = (tenant(sql, "gone").await, tenant(sql, "stays").await);
    for scope in [&gone, &stays] {
        sql.enter(scope.tenant_id()).await.unwrap();
        furnish(sql, scope).await;
    }
    sql.enter(gone.tenant_id()).await.unwrap();
    let scope = tenants::scope_without_key(gone.tenant_id());
    commit!(sql, |tx| {
        offboarding::begin_again(tx, &scope, &notice(1), at(5))
            .await
            .unwrap();
        while !holdings::delete(tx, &scope, 10).await.unwrap().is_empty() {}
        offboarding::end_deletion(tx, &scope, "{}", at(6))
            .await
            .unwrap();
    });
    assert!(!tenants::is_there(sql, gone.tenant_id()).await.unwrap());
    let left = crate::arrange::dump(sql, &gone).await;
    let left = left.iter().filter(|(_, rows)| !rows.is_empty());
    let left: Vec<_> = left.map(|(table, _)| *table).collect();
    assert_eq!(left, ["offboarding", "residue", "tombstone"]);
    sql.enter(stays.tenant_id()).await.unwrap();
    assert!(tenants::is_there(sql, stays.tenant_id()).await.unwrap());
    let found = subjects::find(sql, &stays, subject(1)).await.unwrap();
    assert!(found.is_some());
}

/// Everything of a backup, a few rows at a time.
async fn everything<S: Sql>(sql: &mut S) -> Vec<(&'static str, Vec<String>, Vec<Row>)> {
    let mut found = Vec::new();
    for tenant in dump::tenants(sql).await.unwrap() {
        sql.enter(tenant).await.unwrap();
        for table in dump::tables() {
            let columns = dump::columns(sql, table).await.unwrap();
            let mut rows: Vec<Row> = Vec::new();
            loop {
                let last = rows.last();
                let more = dump::rows(sql, tenant, table, &columns, last, 2)
                    .await
                    .unwrap();
                if more.is_empty() {
                    break;
                }
                rows.extend(more);
            }
            found.push((table.name, columns, rows));
        }
    }
    found
}

pub(crate) async fn a_dump_is_whole_but_for_keys_and_comes_back_as_it_was<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    sql.begin_snapshot().await.unwrap();
    let first = everything(sql).await;
    sql.rollback().await.unwrap();
    let named = |name: &str| first.iter().find(|(table, _, _)| *table == name);
    for table in [
        "tenant_key",
        "subject_key",
        "idempotency",
        "residue",
        "tombstone",
    ] {
        assert!(named(table).is_none(), "{table}");
    }
    for (table, columns, rows) in &first {
        assert!(
            !rows.is_empty() || *table == "delivery" || *table == "delivered_file",
            "{table}"
        );
        assert_eq!(columns[0], "tenant_id", "{table}");
    }

    let other = B::fresh().await;
    let sql = &mut other.strict().await;
    sql.enter(scope.tenant_id()).await.unwrap();
    commit!(sql, |tx| for (name, columns, rows) in &first {
        let table = dump::tables().find(|table| table.name == *name).unwrap();
        dump::insert(tx, table, columns, rows).await.unwrap();
    });
    assert_eq!(everything(sql).await, first);
    let table = dump::tables().next().unwrap();
    let mut tx = Tx::begin(sql).await.unwrap();
    let row = Row(vec![Value::Null]);
    for columns in ["name) VALUES (1) --", ""] {
        let refused = dump::insert(
            &mut tx,
            table,
            &[columns.to_owned()],
            std::slice::from_ref(&row),
        )
        .await;
        assert!(matches!(refused, Err(Error::Inconsistent { .. })));
    }
    tx.rollback().await.unwrap();
}

pub(crate) async fn a_snapshot_does_not_see_what_comes_later<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let other = &mut backend.strict().await;
    tenant(other, "one").await;
    sql.begin_snapshot().await.unwrap();
    let before = dump::tenants(sql).await.unwrap();
    tenant(other, "two").await;
    assert_eq!(dump::tenants(sql).await.unwrap(), before);
    sql.rollback().await.unwrap();
    assert_eq!(dump::tenants(sql).await.unwrap().len(), 2);
}
