//! The registry of plugins: decisions, activation, going back, retirement.

use domain::plugin::{PluginEvent, PluginState};
use serde_json::json;
use store::plugins::{Decision, NewPlugin};
use store::{Error, Sql, TenantScope, Tx, plugin_logs, plugins};

use crate::arrange::{actor, all, approve, at, furnish, tenant};
use crate::backend::Backend;
use crate::commit;

/// Brings a version of the plugin `redact`, of which `furnish` brings `d1`.
async fn bring<S: Sql>(sql: &mut S, scope: &TenantScope, digest: &str) {
    let description = json!({"summary": "redacts better"});
    let plugin = NewPlugin {
        digest,
        name: "redact",
        version: "2.0.0",
        description: &description,
        component: b"better component",
        uploaded_at: at(8),
        signature: None,
    };
    commit!(sql, |tx| plugins::insert(tx, scope, &actor(), &plugin)
        .await
        .unwrap());
}

async fn bring_approved<S: Sql>(sql: &mut S, scope: &TenantScope, digest: &str) {
    bring(sql, scope, digest).await;
    commit!(sql, |tx| approve(tx, scope, digest).await);
}

async fn activate<S: Sql>(sql: &mut S, scope: &TenantScope, digest: &str) {
    commit!(sql, |tx| {
        plugins::activate(tx, scope, digest, at(9)).await.unwrap();
    });
}

async fn active<S: Sql>(sql: &mut S, scope: &TenantScope) -> Option<String> {
    let active = plugins::active(sql, scope, "redact").await.unwrap();
    active.map(|plugin| plugin.digest)
}

async fn roll_back<S: Sql>(sql: &mut S, scope: &TenantScope) -> Result<String, Error> {
    let digest = active(sql, scope).await.unwrap();
    let plugin = plugins::find(sql, scope, &digest).await.unwrap().unwrap();
    let mut tx = Tx::begin(sql).await.unwrap();
    let back = plugins::roll_back(&mut tx, scope, &plugin, at(10)).await;
    tx.commit().await.unwrap();
    back
}

async fn decide<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    digest: &str,
    from: PluginState,
    event: PluginEvent,
) -> Result<PluginState, Error> {
    let decision = Decision {
        from,
        event,
        reason: Some("it copies names"),
        at: at(11),
    };
    let mut tx = Tx::begin(sql).await.unwrap();
    let decided = plugins::decide(&mut tx, scope, &actor(), digest, &decision).await;
    tx.commit().await.unwrap();
    decided
}

pub(crate) async fn a_plugin_is_found_with_its_bytes_and_pending<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    bring(sql, &scope, "d2").await;
    let second = plugins::find(sql, &scope, "d2").await.unwrap().unwrap();
    assert!(!second.active);
    assert_eq!((second.version.as_str(), second.size_bytes), ("2.0.0", 16));
    assert_eq!(second.description, json!({"summary": "redacts better"}));
    assert_eq!(second.uploaded_by, actor().token_id);
    assert_eq!((second.state, second.reason), (PluginState::Pending, None));
    let component = plugins::component(sql, &scope, "d2").await.unwrap();
    assert_eq!(component.as_deref(), Some(b"better component".as_slice()));
}

pub(crate) async fn an_approved_plugin_runs_in_the_place_of_the_one_before<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    bring_approved(sql, &scope, "d2").await;
    assert_eq!(active(sql, &scope).await.as_deref(), Some("d1"));
    activate(sql, &scope, "d2").await;
    assert_eq!(active(sql, &scope).await.as_deref(), Some("d2"));
    let first = plugins::find(sql, &scope, "d1").await.unwrap().unwrap();
    assert!(!first.active);
    let mut tx = Tx::begin(sql).await.unwrap();
    let refused = plugins::activate(&mut tx, &scope, "d3", at(9)).await;
    assert!(matches!(refused, Err(Error::Missing { .. })), "{refused:?}");
}

pub(crate) async fn a_plugin_that_nobody_approved_is_not_activated<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    bring(sql, &scope, "d2").await;
    for event in [None, Some(PluginEvent::Reject)] {
        if let Some(event) = event {
            let decided = decide(sql, &scope, "d2", PluginState::Pending, event).await;
            assert_eq!(decided.unwrap(), PluginState::Rejected);
        }
        let mut tx = Tx::begin(sql).await.unwrap();
        let refused = plugins::activate(&mut tx, &scope, "d2", at(9)).await;
        assert!(
            matches!(refused, Err(Error::NotApproved { .. })),
            "{refused:?}"
        );
        tx.rollback().await.unwrap();
    }
    let second = plugins::find(sql, &scope, "d2").await.unwrap().unwrap();
    assert_eq!(second.reason.as_deref(), Some("it copies names"));
    assert_eq!(second.decided_by, Some(actor().token_id));
    assert_eq!(active(sql, &scope).await.as_deref(), Some("d1"));
}

pub(crate) async fn a_decision_is_refused_when_somebody_else_decided_meanwhile<B: Backend>(
    backend: B,
) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    bring_approved(sql, &scope, "d2").await;
    let late = decide(sql, &scope, "d2", PluginState::Pending, PluginEvent::Reject).await;
    assert!(matches!(late, Err(Error::Changed { .. })), "{late:?}");
    let never = decide(
        sql,
        &scope,
        "d2",
        PluginState::Retired,
        PluginEvent::Approve,
    )
    .await;
    assert!(
        matches!(never, Err(Error::PluginTransition(_))),
        "{never:?}"
    );
    let second = plugins::find(sql, &scope, "d2").await.unwrap().unwrap();
    assert_eq!(second.state, PluginState::Approved);
}

pub(crate) async fn going_back_passes_over_what_must_not_run<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    for digest in ["d2", "d3"] {
        bring_approved(sql, &scope, digest).await;
        activate(sql, &scope, digest).await;
    }
    let revoked = decide(
        sql,
        &scope,
        "d2",
        PluginState::Approved,
        PluginEvent::Revoke,
    )
    .await;
    assert_eq!(revoked.unwrap(), PluginState::Revoked);

    assert_eq!(roll_back(sql, &scope).await.unwrap(), "d1");
    assert_eq!(active(sql, &scope).await.as_deref(), Some("d1"));
    let further = roll_back(sql, &scope).await;
    assert!(
        matches!(further, Err(Error::NoEarlierVersion)),
        "{further:?}"
    );
    assert_eq!(active(sql, &scope).await.as_deref(), Some("d1"));

    // What was gone back from comes again by an activation only.
    activate(sql, &scope, "d3").await;
    assert_eq!(roll_back(sql, &scope).await.unwrap(), "d1");
}

pub(crate) async fn ten_activations_are_kept<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    for number in 2..=13 {
        let digest = format!("d{number}");
        bring_approved(sql, &scope, &digest).await;
        activate(sql, &scope, &digest).await;
    }
    for number in (4..=12).rev() {
        let back = roll_back(sql, &scope).await.unwrap();
        assert_eq!(back, format!("d{number}"));
    }
    let further = roll_back(sql, &scope).await;
    assert!(
        matches!(further, Err(Error::NoEarlierVersion)),
        "{further:?}"
    );
}

pub(crate) async fn what_is_retired_has_no_bytes_and_what_is_active_is_not_retired<B: Backend>(
    backend: B,
) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    let mut tx = Tx::begin(sql).await.unwrap();
    let refused = plugins::retire(&mut tx, &scope, "d1").await;
    assert!(matches!(refused, Err(Error::Active)), "{refused:?}");
    tx.rollback().await.unwrap();

    commit!(sql, |tx| {
        assert!(plugins::deactivate(tx, &scope, "d1").await.unwrap());
        assert!(!plugins::deactivate(tx, &scope, "d1").await.unwrap());
        plugins::retire(tx, &scope, "d1").await.unwrap();
    });
    let first = plugins::find(sql, &scope, "d1").await.unwrap().unwrap();
    assert!(!first.active);
    assert_eq!(plugins::component(sql, &scope, "d1").await.unwrap(), None);
    let artifact = plugins::artifact(sql, &scope, "d1", "engine").await;
    assert_eq!(artifact.unwrap(), None);
    let log = plugin_logs::list(sql, &scope, "d1", &all()).await;
    assert_eq!(log.unwrap(), (vec![], None));
}
