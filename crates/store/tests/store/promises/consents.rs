//! Consent is a history: nothing is overwritten, and what holds follows from the last event.

use domain::consent::{ConsentEvent, ConsentState};
use serde_json::json;
use store::{Error, Sql, TenantScope, consents, do_not_contact, policies, purposes};

use crate::arrange::{actor, all, at, happened, newsletter, policy, purpose, subject, tenant};
use crate::backend::Backend;
use crate::commit;

async fn with_purpose<S: Sql>(sql: &mut S) -> TenantScope {
    let scope = tenant(sql, "acme").await;
    sql.enter(scope.tenant_id()).await.unwrap();
    commit!(sql, |tx| purposes::create(tx, &scope, &purpose())
        .await
        .unwrap());
    scope
}

async fn let_happen<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    n: u128,
    event: ConsentEvent,
) -> Result<ConsentState, Error> {
    let (name, happened) = (
        newsletter(),
        happened(n, event, i64::try_from(n).unwrap() * 10),
    );
    let mut tx = store::Tx::begin(sql).await.unwrap();
    let result = consents::append(&mut tx, scope, &actor(), subject(1), &name, &happened).await;
    match &result {
        Ok(_) => tx.commit().await.unwrap(),
        Err(_) => tx.rollback().await.unwrap(),
    }
    result
}

pub(crate) async fn a_consent_is_in_force_from_giving_to_withdrawing_or_its_end<B: Backend>(
    backend: B,
) {
    let sql = &mut backend.strict().await;
    let scope = with_purpose(sql).await;
    let subjects = [subject(1), subject(2)];
    let agreed = async |sql: &mut _, now| {
        let agreed = consents::in_force(sql, &scope, "newsletter", &subjects, at(now)).await;
        agreed.unwrap().len()
    };
    assert_eq!(agreed(sql, 5).await, 0);
    let_happen(sql, &scope, 1, ConsentEvent::Give)
        .await
        .unwrap();
    assert_eq!((agreed(sql, 11).await, agreed(sql, 100).await), (1, 0));
    let_happen(sql, &scope, 2, ConsentEvent::Withdraw)
        .await
        .unwrap();
    assert_eq!(agreed(sql, 21).await, 0);
    let_happen(sql, &scope, 3, ConsentEvent::Give)
        .await
        .unwrap();
    assert_eq!(agreed(sql, 31).await, 1);
}

pub(crate) async fn a_history_keeps_every_event_and_cannot_be_changed<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = with_purpose(sql).await;
    for (n, event) in [
        (1, ConsentEvent::Request),
        (2, ConsentEvent::Give),
        (3, ConsentEvent::Withdraw),
    ] {
        let_happen(sql, &scope, n, event).await.unwrap();
    }
    let (history, _) = consents::list(sql, &scope, subject(1), &all())
        .await
        .unwrap();
    let states: Vec<_> = history.iter().map(|logged| logged.state).collect();
    let wanted = [
        ConsentState::Requested,
        ConsentState::Given,
        ConsentState::Withdrawn,
    ];
    assert_eq!(states, wanted);
    assert_eq!(history[1].happened, happened(2, ConsentEvent::Give, 20));
    assert_eq!(history[1].actor, actor());
    let current = consents::current(sql, &scope, subject(1)).await.unwrap();
    assert_eq!(current, history[2..]);
    let statement = "UPDATE consent_event SET state = $1 WHERE tenant_id = $2";
    let parameters = ["given".into(), scope.tenant_id().into()];
    let changed = sql.execute(statement, &parameters).await;
    assert!(changed.is_err());
}

pub(crate) async fn what_cannot_happen_to_a_consent_is_refused<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = with_purpose(sql).await;
    let refused = let_happen(sql, &scope, 1, ConsentEvent::Withdraw).await;
    assert!(
        matches!(refused, Err(Error::ConsentTransition(_))),
        "{refused:?}"
    );
    let (history, _) = consents::list(sql, &scope, subject(1), &all())
        .await
        .unwrap();
    assert_eq!(history, []);
}

pub(crate) async fn a_policy_gets_versions_and_the_last_in_force_is_shown<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = with_purpose(sql).await;
    let (name, particulars) = (newsletter(), json!({"recipients": ["a printer"]}));
    let shown = async |sql: &mut _, now| {
        let shown = policies::in_force(sql, &scope, &name, at(now)).await;
        shown.unwrap().map(|policy| policy.version)
    };
    for (content, from) in [("one", 10), ("two", 30)] {
        let mut new = policy(&name, content, &particulars);
        new.in_force_from = at(from);
        commit!(sql, |tx| policies::publish(tx, &scope, &new).await.unwrap());
    }
    assert_eq!(shown(sql, 9).await, None);
    assert_eq!(shown(sql, 29).await, Some(1));
    assert_eq!(shown(sql, 30).await, Some(2));
    let first = policies::find(sql, &scope, &name, 1)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (first.content.as_str(), &first.particulars),
        ("one", &particulars)
    );
    let (versions, _) = policies::list(sql, &scope, &name, &all()).await.unwrap();
    assert_eq!(versions.len(), 2);
    assert_ne!(versions[0].digest, versions[1].digest);
}

pub(crate) async fn an_address_is_on_the_list_until_it_is_taken_off<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    sql.enter(scope.tenant_id()).await.unwrap();
    for wanted in [1, 0] {
        let added = commit!(sql, |tx| do_not_contact::add(
            tx,
            &scope,
            "email",
            b"one",
            at(1)
        )
        .await
        .unwrap());
        assert_eq!(added, wanted);
    }
    let digests = [b"one".to_vec(), b"two".to_vec()];
    let listed = do_not_contact::listed(sql, &scope, "email", &digests).await;
    assert_eq!(listed.unwrap(), [b"one".to_vec()].into());
    let elsewhere = do_not_contact::listed(sql, &scope, "post", &digests).await;
    assert!(elsewhere.unwrap().is_empty());
    commit!(sql, |tx| do_not_contact::remove(
        tx, &scope, "email", b"one"
    )
    .await
    .unwrap());
    let listed = do_not_contact::listed(sql, &scope, "email", &digests).await;
    assert!(listed.unwrap().is_empty());
}
