//! What plugins use is counted by day, for each tenant, and so are the plugins that are kept.

use domain::plugin::{PluginQuota, PluginUsage, StoredPlugins};
use store::plugin_quotas::{self, day};

use crate::arrange::{at, furnish, tenant};
use crate::backend::Backend;
use crate::commit;

pub(crate) async fn what_plugins_use_is_added_up_by_day<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    let (today, tomorrow) = (day(at(0)), day(at(24 * 60 * 60 * 1_000)));
    let used = |n| PluginUsage {
        runs: n,
        fuel: 10 * n,
        bytes: 100 * n,
    };
    commit!(sql, |tx| {
        for (day, used) in [(today, used(1)), (today, used(2)), (tomorrow, used(4))] {
            plugin_quotas::charge(tx, &scope, day, used).await.unwrap();
        }
    });
    let found = plugin_quotas::find(sql, &scope, today).await.unwrap();
    assert_eq!(found, (PluginQuota::default(), used(3)));
    let found = plugin_quotas::find(sql, &scope, tomorrow).await.unwrap();
    assert_eq!(found.1, used(4));
}

pub(crate) async fn a_quota_is_the_usual_one_until_it_is_set<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    for runs_per_day in [7, 8] {
        let quota = PluginQuota {
            runs_per_day,
            ..PluginQuota::default()
        };
        commit!(sql, |tx| {
            plugin_quotas::put(tx, &scope, &quota, at(1)).await.unwrap();
        });
        let found = plugin_quotas::find(sql, &scope, day(at(1))).await.unwrap();
        assert_eq!(found.0, quota);
    }
}

pub(crate) async fn a_plugin_counts_as_stored_while_its_bytes_are_kept<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    let stored = plugin_quotas::stored(sql, &scope).await.unwrap();
    assert_eq!(stored.plugins, 1);
    assert!(stored.bytes > 0);
    commit!(sql, |tx| {
        store::plugins::deactivate(tx, &scope, "d1").await.unwrap();
        store::plugins::retire(tx, &scope, "d1").await.unwrap();
    });
    let stored = plugin_quotas::stored(sql, &scope).await.unwrap();
    assert_eq!(stored, StoredPlugins::default());
}
