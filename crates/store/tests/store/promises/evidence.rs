//! The audit log and the answers that were given.

use store::audit::{self, Filter};
use store::{Error, Sql, Tx, idempotency};

use crate::arrange::{actor, all, answer, at, event, furnish, tenant, token};
use crate::backend::Backend;
use crate::commit;

pub(crate) async fn events_are_numbered_without_gaps_for_each_tenant<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let (one, two) = (tenant(sql, "one").await, tenant(sql, "two").await);
    for ms in 0..5 {
        commit!(sql, |tx| {
            tx.enter(one.tenant_id()).await.unwrap();
            audit::append(tx, &one, &actor(), &event("record.viewed", ms))
                .await
                .unwrap();
            tx.enter(two.tenant_id()).await.unwrap();
            audit::append(tx, &two, &actor(), &event("record.viewed", ms))
                .await
                .unwrap();
            tx.enter(one.tenant_id()).await.unwrap();
            audit::append(tx, &one, &actor(), &event("record.added", ms))
                .await
                .unwrap();
        });
    }
    for (scope, count) in [(&one, 10), (&two, 5)] {
        sql.enter(scope.tenant_id()).await.unwrap();
        let (events, _) = audit::list(sql, scope, &Filter::default(), &all())
            .await
            .unwrap();
        let numbers: Vec<_> = events.iter().map(|logged| logged.seq).collect();
        assert_eq!(numbers, (1..=count).collect::<Vec<u64>>());
    }
    let (events, _) = audit::list(sql, &two, &Filter::default(), &all())
        .await
        .unwrap();
    assert_eq!(events[4].event, event("record.viewed", 4));
    assert_eq!(events[4].actor, actor());
}

pub(crate) async fn an_event_is_rolled_back_with_its_transaction_and_leaves_no_gap<B: Backend>(
    backend: B,
) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    for (ms, keep) in [(1, true), (2, false), (3, true)] {
        let mut tx = Tx::begin(sql).await.unwrap();
        audit::append(&mut tx, &scope, &actor(), &event("x", ms))
            .await
            .unwrap();
        if keep {
            tx.commit().await.unwrap();
        } else {
            tx.rollback().await.unwrap();
        }
    }
    let (events, _) = audit::list(sql, &scope, &Filter::default(), &all())
        .await
        .unwrap();
    let left: Vec<_> = events
        .iter()
        .map(|logged| (logged.seq, logged.event.at))
        .collect();
    assert_eq!(left, [(1, at(1)), (2, at(3))]);
}

pub(crate) async fn events_cannot_be_changed_or_deleted<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    let tenant_id = [scope.tenant_id().into()];
    for statement in [
        "UPDATE audit_event SET at_ms = 0 WHERE tenant_id = $1",
        "DELETE FROM audit_event WHERE tenant_id = $1",
    ] {
        assert!(matches!(
            sql.execute(statement, &tenant_id).await,
            Err(Error::Database(_))
        ));
    }
    let (events, _) = audit::list(sql, &scope, &Filter::default(), &all())
        .await
        .unwrap();
    assert_eq!(events.len(), 1);
}

pub(crate) async fn events_are_filtered_by_action_and_time<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    for ms in 0..6 {
        let action = if ms % 2 == 0 { "even" } else { "odd" };
        commit!(sql, |tx| {
            audit::append(tx, &scope, &actor(), &event(action, ms))
                .await
                .unwrap();
        });
    }
    let even = Some("even".to_owned());
    let cases = [
        (
            Filter {
                action: even.clone(),
                ..Filter::default()
            },
            vec![1, 3, 5],
        ),
        (
            Filter {
                from: Some(at(4)),
                ..Filter::default()
            },
            vec![5, 6],
        ),
        (
            Filter {
                to: Some(at(1)),
                ..Filter::default()
            },
            vec![1],
        ),
        (
            Filter {
                action: even,
                from: Some(at(1)),
                to: Some(at(4)),
                ..Filter::default()
            },
            vec![3],
        ),
        (
            Filter {
                token_id: Some(token(1)),
                ..Filter::default()
            },
            vec![],
        ),
        (
            Filter {
                label: Some(actor().label),
                token_id: Some(actor().token_id),
                to: Some(at(1)),
                ..Filter::default()
            },
            vec![1],
        ),
    ];
    for (filter, expected) in cases {
        let (events, _) = audit::list(sql, &scope, &filter, &all()).await.unwrap();
        let numbers: Vec<_> = events.iter().map(|logged| logged.seq).collect();
        assert_eq!(numbers, expected, "{filter:?}");
    }
}

pub(crate) async fn a_key_cannot_be_used_twice_and_leads_to_the_first_answer<B: Backend>(
    backend: B,
) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    let first = answer("first");
    commit!(sql, |tx| {
        idempotency::insert(tx, &scope, &actor(), b"k", &first, at(1))
            .await
            .unwrap();
    });
    let mut tx = Tx::begin(sql).await.unwrap();
    let second = idempotency::insert(&mut tx, &scope, &actor(), b"k", &answer("2"), at(2)).await;
    assert!(matches!(second, Err(Error::Exists { .. })));
    tx.rollback().await.unwrap();
    let found = idempotency::find(sql, &scope, actor().token_id, b"k")
        .await
        .unwrap();
    assert_eq!(found, Some(first));
}

pub(crate) async fn an_answer_belongs_to_its_token_and_is_swept_in_time<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    commit!(sql, |tx| {
        for (key, ms) in [(b"a", 1), (b"b", 2)] {
            let given = answer("{}");
            idempotency::insert(tx, &scope, &actor(), key, &given, at(ms))
                .await
                .unwrap();
        }
    });
    assert_eq!(
        idempotency::find(sql, &scope, token(1), b"a")
            .await
            .unwrap(),
        None
    );
    let swept = commit!(sql, |tx| idempotency::sweep(tx, &scope, at(2))
        .await
        .unwrap());
    assert_eq!(swept, 1);
    let mine = actor().token_id;
    assert_eq!(
        idempotency::find(sql, &scope, mine, b"a").await.unwrap(),
        None
    );
    assert!(
        idempotency::find(sql, &scope, mine, b"b")
            .await
            .unwrap()
            .is_some()
    );
}
