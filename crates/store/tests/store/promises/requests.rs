//! The life of a request, as it is kept.

use domain::request::{RequestEvent, RequestKind, RequestState};
use serde_json::json;
use store::requests::{self, Evidence, Transition};
use store::{Error, Sql, TenantScope, Tx};

use crate::arrange::{actor, at, new_request, request, subject, tenant};
use crate::backend::Backend;
use crate::commit;

fn to(from: RequestState, event: RequestEvent) -> Transition<'static> {
    Transition {
        from,
        event,
        at: at(9),
        evidence: Evidence::default(),
    }
}

async fn received<S: Sql>(sql: &mut S) -> TenantScope {
    let scope = tenant(sql, "acme").await;
    let new = new_request(1, RequestKind::Erasure);
    commit!(sql, |tx| requests::create(tx, &scope, &actor(), &new)
        .await
        .unwrap());
    scope
}

pub(crate) async fn a_request_keeps_its_steps_with_actor_and_evidence<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = received(sql).await;
    let verify = Transition {
        evidence: Evidence {
            method: Some("passport"),
            note: Some(b"sealed"),
        },
        ..to(RequestState::Received, RequestEvent::VerifyIdentity)
    };
    let state = commit!(sql, |tx| {
        requests::transition(tx, &scope, &actor(), request(1), &verify)
            .await
            .unwrap()
    });
    assert_eq!(state, RequestState::IdentityVerified);

    let found = requests::find(sql, &scope, request(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((found.kind, found.state), (RequestKind::Erasure, state));
    assert_eq!((found.received_at, found.changed_at), (at(5), at(9)));
    assert_eq!((found.subject_id, found.outcome), (subject(1), None));
    let steps = requests::list_steps(sql, &scope, request(1)).await.unwrap();
    assert_eq!(steps.len(), 2);
    assert_eq!(
        (steps[0].event, steps[0].state),
        (None, RequestState::Received)
    );
    assert_eq!(steps[1].event, Some(RequestEvent::VerifyIdentity));
    assert_eq!(steps[1].actor, actor());
    assert_eq!(steps[1].method.as_deref(), Some("passport"));
    assert_eq!(steps[1].note.as_deref(), Some(b"sealed".as_slice()));
}

pub(crate) async fn a_step_that_the_law_of_states_forbids_is_refused<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = received(sql).await;
    let start = to(RequestState::Received, RequestEvent::Start);
    commit!(sql, |tx| {
        let refused = requests::transition(tx, &scope, &actor(), request(1), &start).await;
        assert!(matches!(refused, Err(Error::Transition(_))));
        let early = requests::finish(tx, &scope, &actor(), request(1), &json!({}), at(9)).await;
        assert!(matches!(early, Err(Error::Changed { .. })));
    });
    assert_eq!(
        requests::list_steps(sql, &scope, request(1))
            .await
            .unwrap()
            .len(),
        1
    );
}

pub(crate) async fn an_outcome_is_kept_when_the_request_is_completed<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = received(sql).await;
    let outcome = json!({"people": {"deleted": 3}});
    commit!(sql, |tx| {
        for transition in [
            to(RequestState::Received, RequestEvent::VerifyIdentity),
            to(RequestState::IdentityVerified, RequestEvent::Start),
        ] {
            requests::transition(tx, &scope, &actor(), request(1), &transition)
                .await
                .unwrap();
        }
        requests::finish(tx, &scope, &actor(), request(1), &outcome, at(10))
            .await
            .unwrap();
    });
    let found = requests::find(sql, &scope, request(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (found.state, found.outcome),
        (RequestState::Completed, Some(outcome))
    );
    assert_eq!(
        requests::list_steps(sql, &scope, request(1))
            .await
            .unwrap()
            .len(),
        4
    );
}

async fn race<S: Sql>(sql: &mut S, scope: &TenantScope, event: RequestEvent) -> Result<(), Error> {
    let mut tx = Tx::begin(sql).await?;
    let transition = to(RequestState::Received, event);
    let result = requests::transition(&mut tx, scope, &actor(), request(1), &transition).await;
    match result {
        Ok(_) => tx.commit().await,
        Err(error) => {
            tx.rollback().await?;
            Err(error)
        }
    }
}

pub(crate) async fn of_two_transitions_at_once_one_wins<B: Backend>(backend: B) {
    let (mut one, mut two) = (backend.strict().await, backend.strict().await);
    let scope = received(&mut one).await;
    let results = tokio::join!(
        race(&mut one, &scope, RequestEvent::Refuse),
        race(&mut two, &scope, RequestEvent::Withdraw),
    );
    assert!(
        matches!(
            results,
            (Ok(()), Err(Error::Changed { .. })) | (Err(Error::Changed { .. }), Ok(()))
        ),
        "{results:?}"
    );
    let found = requests::find(&mut one, &scope, request(1))
        .await
        .unwrap()
        .unwrap();
    let expected = match results.0 {
        Ok(()) => RequestState::Refused,
        Err(_) => RequestState::Withdrawn,
    };
    assert_eq!(found.state, expected);
    assert_eq!(
        requests::list_steps(&mut one, &scope, request(1))
            .await
            .unwrap()
            .len(),
        2
    );
}
