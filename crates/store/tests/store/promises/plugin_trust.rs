//! Who signed plugins, what they logged, and what becomes of those that fail.

use domain::plugin::LogLevel;
use store::plugin_failures::Failures;
use store::{Error, Tx, plugin_failures, plugin_keys, plugin_logs, plugins};

use crate::arrange::{actor, all, at, furnish, plugin_key, tenant};
use crate::backend::Backend;
use crate::commit;

pub(crate) async fn a_plugin_names_its_signer_even_after_the_key_was_revoked<B: Backend>(
    backend: B,
) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    let key = plugin_key(1);
    let twice = {
        let mut tx = Tx::begin(sql).await.unwrap();
        let result = plugin_keys::register(&mut tx, &scope, &actor(), &key, "again", at(8)).await;
        tx.rollback().await.unwrap();
        result
    };
    assert!(matches!(twice, Err(Error::Exists { .. })), "{twice:?}");
    commit!(sql, |tx| plugin_keys::revoke(tx, &scope, &key, at(9))
        .await
        .unwrap());
    let twice = {
        let mut tx = Tx::begin(sql).await.unwrap();
        let result = plugin_keys::revoke(&mut tx, &scope, &key, at(10)).await;
        tx.rollback().await.unwrap();
        result
    };
    assert!(matches!(twice, Err(Error::Missing { .. })), "{twice:?}");
    let plugin = plugins::find(sql, &scope, "d1").await.unwrap().unwrap();
    let signer = plugin.signer.unwrap();
    assert_eq!(signer.public_key, key);
    assert_eq!(signer.label, "build server");
    assert_eq!(signer.revoked_at, Some(at(9)));
    let (keys, _) = plugin_keys::list(sql, &scope, &all()).await.unwrap();
    assert_eq!(keys[0].revoked_at, Some(at(9)));
}

pub(crate) async fn the_last_lines_of_a_plugin_are_kept<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    let lines: Vec<_> = (2..=700)
        .map(|number| (LogLevel::Debug, number.to_string()))
        .collect();
    for at_ms in [8, 9] {
        commit!(sql, |tx| plugin_logs::append(
            tx,
            &scope,
            "d1",
            &lines,
            at(at_ms)
        )
        .await
        .unwrap());
    }
    let (newest, _) = plugin_logs::list(sql, &scope, "d1", &all()).await.unwrap();
    assert_eq!(newest.len(), 1_000);
    assert_eq!(newest[0].line, "700");
    assert_eq!(newest[0].number, 1_399);
    assert_eq!(newest[999].number, 400);
}

pub(crate) async fn failures_in_a_row_suspend_and_one_success_forgets_them<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    commit!(sql, |tx| plugin_failures::forget(tx, &scope, "d1")
        .await
        .unwrap());
    for (time, is_last) in [(7, false), (8, false), (9, true), (10, false)] {
        let suspended = commit!(sql, |tx| plugin_failures::count(
            tx,
            &scope,
            "d1",
            3,
            at(time)
        )
        .await
        .unwrap());
        assert_eq!(suspended, is_last, "failure at {time}");
    }
    commit!(sql, |tx| plugin_failures::forget(tx, &scope, "d1")
        .await
        .unwrap());
    let plugin = plugins::find(sql, &scope, "d1").await.unwrap().unwrap();
    assert_eq!(plugin.suspended_at, Some(at(9)));
    commit!(sql, |tx| plugin_failures::lift(tx, &scope, "d1")
        .await
        .unwrap());
    let failures = plugin_failures::find(sql, &scope, "d1").await.unwrap();
    assert_eq!(failures, Failures::default());
    let mut tx = Tx::begin(sql).await.unwrap();
    let lifted = plugin_failures::lift(&mut tx, &scope, "d1").await;
    assert!(matches!(lifted, Err(Error::NotSuspended)), "{lifted:?}");
}
