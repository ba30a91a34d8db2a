//! The tree over the audit log.

use std::collections::BTreeSet;

use store::audit::tree::{self, LogKey};
use store::audit::{self, Filter, leaf};
use store::{Sql, TenantScope};
use translog::{Frontier, Node, Plan, leaf_hash, verify_consistency, verify_inclusion};

use crate::arrange::{actor, all, at, dump, event, furnish, tenant};
use crate::backend::Backend;
use crate::commit;

async fn append<S: Sql>(sql: &mut S, scope: &TenantScope, events: i64) {
    for ms in 0..events {
        commit!(sql, |tx| {
            audit::append(tx, scope, &actor(), &event("record.viewed", ms))
                .await
                .unwrap();
        });
    }
}

/// The tree as somebody makes it who has the events alone.
async fn made_again<S: Sql>(sql: &mut S, scope: &TenantScope) -> Frontier {
    let (events, _) = audit::list(sql, scope, &Filter::default(), &all())
        .await
        .unwrap();
    let mut frontier = Frontier::empty();
    for logged in &events {
        let entry = leaf::entry(logged).unwrap();
        frontier.append(leaf_hash(entry.as_bytes())).unwrap();
    }
    frontier
}

pub(crate) async fn the_tree_is_that_of_the_events_and_every_proof_holds<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    append(sql, &scope, 20).await;
    let frontier = tree::frontier(sql, &scope).await.unwrap();
    assert_eq!(frontier, made_again(sql, &scope).await);
    let root = frontier.root();
    let (leaves, _) = tree::leaves(sql, &scope, &all()).await.unwrap();
    assert_eq!(leaves.len(), 20);
    for (seq, hash) in leaves {
        let plan = Plan::inclusion(seq - 1, 20).unwrap();
        let nodes = tree::nodes(sql, &scope, &plan.nodes()).await.unwrap();
        let proof = plan.assemble(&nodes).unwrap();
        verify_inclusion(&hash, seq - 1, 20, &proof, &root).unwrap();
    }
    let mut earlier = Frontier::empty();
    for logged in audit::list(sql, &scope, &Filter::default(), &all())
        .await
        .unwrap()
        .0
    {
        let entry = leaf::entry(&logged).unwrap();
        earlier.append(leaf_hash(entry.as_bytes())).unwrap();
        let plan = Plan::consistency(logged.seq, 20).unwrap();
        let nodes = tree::nodes(sql, &scope, &plan.nodes()).await.unwrap();
        let proof = plan.assemble(&nodes).unwrap();
        verify_consistency(logged.seq, &earlier.root(), 20, &root, &proof).unwrap();
    }
}

pub(crate) async fn a_log_of_before_there_was_a_tree_gets_one_with_its_next_event<B: Backend>(
    backend: B,
) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    append(sql, &scope, 7).await;
    let mine = [scope.tenant_id().into()];
    for statement in [
        "UPDATE audit_head SET frontier = NULL WHERE tenant_id = $1",
        "DELETE FROM audit_node WHERE tenant_id = $1",
    ] {
        sql.execute(statement, &mine).await.unwrap();
    }
    assert_eq!(tree::frontier(sql, &scope).await.unwrap().size(), 0);
    append(sql, &scope, 1).await;
    let frontier = tree::frontier(sql, &scope).await.unwrap();
    assert_eq!(frontier.size(), 8);
    assert_eq!(frontier, made_again(sql, &scope).await);
}

pub(crate) async fn what_old_events_said_is_forgotten_and_the_tree_stays<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    append(sql, &scope, 9).await;
    let root = tree::frontier(sql, &scope).await.unwrap().root();
    assert_eq!(tree::forgotten(sql, &scope).await.unwrap(), 0);
    let forgotten = commit!(sql, |tx| tree::forget(tx, &scope, at(5), 3).await.unwrap());
    assert_eq!(forgotten, 3, "at most so many at once");
    let forgotten = commit!(sql, |tx| tree::forget(tx, &scope, at(5), 100)
        .await
        .unwrap());
    assert_eq!(forgotten, 2, "and none that is not old");
    assert_eq!(tree::forgotten(sql, &scope).await.unwrap(), 5);
    let (events, _) = audit::list(sql, &scope, &Filter::default(), &all())
        .await
        .unwrap();
    let numbers: Vec<_> = events.iter().map(|logged| logged.seq).collect();
    assert_eq!(numbers, [6, 7, 8, 9]);
    assert_eq!(tree::leaves(sql, &scope, &all()).await.unwrap().0.len(), 9);
    assert_eq!(tree::frontier(sql, &scope).await.unwrap().root(), root);
    let mine = [scope.tenant_id().into()];
    let younger = "DELETE FROM audit_event WHERE tenant_id = $1";
    assert!(sql.execute(younger, &mine).await.is_err());
    // What comes later goes on where the tree was.
    append(sql, &scope, 1).await;
    assert_eq!(tree::frontier(sql, &scope).await.unwrap().size(), 10);
}

pub(crate) async fn another_tenant_sees_no_tree_and_no_key<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let (mine, theirs) = (tenant(sql, "mine").await, tenant(sql, "theirs").await);
    sql.enter(theirs.tenant_id()).await.unwrap();
    furnish(sql, &theirs).await;
    let before = dump(sql, &theirs).await;
    sql.enter(mine.tenant_id()).await.unwrap();
    assert_eq!(tree::frontier(sql, &mine).await.unwrap().size(), 0);
    let leaf = BTreeSet::from([Node::leaf(0)]);
    assert!(tree::nodes(sql, &mine, &leaf).await.unwrap().is_empty());
    let leaves = tree::leaves(sql, &mine, &all()).await.unwrap();
    assert_eq!(leaves, (vec![], None));
    assert_eq!(tree::forgotten(sql, &mine).await.unwrap(), 0);
    assert_eq!(tree::log_key(sql, &mine).await.unwrap(), None);
    let key = LogKey {
        public: vec![1; 32],
        wrapped: vec![2],
    };
    commit!(sql, |tx| {
        tree::put_log_key(tx, &mine, &key, at(9)).await.unwrap();
        assert_eq!(tree::forget(tx, &mine, at(99), 9).await.unwrap(), 0);
    });
    assert_eq!(tree::log_key(sql, &mine).await.unwrap(), Some(key));
    assert_eq!(dump(sql, &theirs).await, before);
}
