//! What a tenant's plugins are is nobody else's.

use domain::plugin::{PluginQuota, PluginUsage, StoredPlugins};
use serde_json::json;
use store::plugin_quotas::day;
use store::plugins::NewPlugin;
use store::{Sql, Tx, plugin_failures, plugin_keys, plugin_logs, plugin_quotas, plugins};

use crate::arrange::{actor, all, at, log, plugin_key};

pub(super) async fn sees_nothing<S: Sql>(sql: &mut S, mine: &store::TenantScope) {
    assert_eq!(plugins::find(sql, mine, "d1").await.unwrap(), None);
    assert_eq!(
        plugins::list(sql, mine, &all()).await.unwrap(),
        (vec![], None)
    );
    assert_eq!(plugins::component(sql, mine, "d1").await.unwrap(), None);
    assert_eq!(
        plugins::artifact(sql, mine, "d1", "engine").await.unwrap(),
        None
    );
    assert_eq!(plugins::active(sql, mine, "redact").await.unwrap(), None);
    let key = plugin_key(1);
    assert_eq!(plugin_keys::find(sql, mine, &key).await.unwrap(), None);
    assert_eq!(
        plugin_keys::list(sql, mine, &all()).await.unwrap(),
        (vec![], None)
    );
    assert_eq!(
        plugin_logs::list(sql, mine, "d1", &all()).await.unwrap(),
        (vec![], None)
    );
    let failures = plugin_failures::find(sql, mine, "d1").await.unwrap();
    assert_eq!(failures.in_a_row, 0);
    let (quota, used) = plugin_quotas::find(sql, mine, day(at(7))).await.unwrap();
    assert_eq!((quota, used), Default::default());
    let stored = plugin_quotas::stored(sql, mine).await.unwrap();
    assert_eq!(stored, StoredPlugins::default());
}

pub(super) async fn change_theirs<S: Sql>(sql: &mut S, mine: &store::TenantScope) {
    let _ = attempt!(sql, |tx| plugins::put_artifact(
        tx, mine, "d1", "engine", b"other"
    ));
    let _ = attempt!(sql, |tx| plugins::activate(tx, mine, "d1", at(9)));
    let _ = attempt!(sql, |tx| plugin_keys::revoke(
        tx,
        mine,
        &plugin_key(1),
        at(9)
    ));
    let _ = attempt!(sql, |tx| plugin_logs::append(
        tx,
        mine,
        "d1",
        &log("other"),
        at(9)
    ));
    let _ = attempt!(sql, |tx| plugin_failures::count(tx, mine, "d1", 1, at(9)));
    let _ = attempt!(sql, |tx| plugin_failures::forget(tx, mine, "d1"));
    let _ = attempt!(sql, |tx| plugin_failures::lift(tx, mine, "d1"));
    let none = PluginQuota {
        runs_per_day: 0,
        ..PluginQuota::default()
    };
    let _ = attempt!(sql, |tx| plugin_quotas::put(tx, mine, &none, at(9)));
    let used = PluginUsage {
        runs: 9,
        ..PluginUsage::default()
    };
    let _ = attempt!(sql, |tx| plugin_quotas::charge(tx, mine, day(at(7)), used));
}

pub(super) async fn add_the_same<S: Sql>(sql: &mut S, mine: &store::TenantScope) {
    let description = json!({});
    let plugin = NewPlugin {
        digest: "d1",
        name: "redact",
        version: "9.9.9",
        description: &description,
        component: b"mine",
        uploaded_at: at(9),
        signature: None,
    };
    let key = plugin_key(1);
    attempt!(sql, |tx| plugin_keys::register(
        tx,
        mine,
        &actor(),
        &key,
        "other",
        at(9)
    ))
    .unwrap();
    attempt!(sql, |tx| plugins::insert(tx, mine, &actor(), &plugin)).unwrap();
}
