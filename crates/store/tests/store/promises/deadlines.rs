//! Until when requests must be answered, as it is kept.

use domain::TenantId;
use domain::request::{RequestEvent, RequestKind, RequestState, Template, TemplateStep};
use jiff::SignedDuration;
use serde_json::json;
use store::requests::{self, Evidence, NewRequest, Transition};
use store::{Error, Sql, TenantScope, Tx, deadlines, migrations};
use uuid::Uuid;

use crate::arrange::{actor, all, at, due, new_request, request, tenant};
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

/// Requests 1 to 3, due in the other order.
async fn three_requests<S: Sql>(sql: &mut S) -> TenantScope {
    let scope = tenant(sql, "acme").await;
    commit!(sql, |tx| {
        for number in 1..=3_u32 {
            let new = NewRequest {
                due: due(4_000 - 1_000 * i64::from(number)),
                ..new_request(number.into(), RequestKind::Access)
            };
            requests::create(tx, &scope, &actor(), &new).await.unwrap();
        }
    });
    scope
}

async fn listed<S: Sql>(sql: &mut S, scope: &TenantScope, before: Option<i64>) -> Vec<String> {
    let (found, _) = deadlines::list(sql, scope, before.map(at), &all())
        .await
        .unwrap();
    found
        .iter()
        .map(|request| request.request_id.to_string())
        .collect()
}

fn ids(numbers: &[u128]) -> Vec<String> {
    numbers.iter().map(|n| request(*n).to_string()).collect()
}

pub(crate) async fn what_is_due_first_comes_first_and_what_stands_last<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = three_requests(sql).await;
    assert_eq!(listed(sql, &scope, None).await, ids(&[3, 2, 1]));
    assert_eq!(listed(sql, &scope, Some(2_000)).await, ids(&[3]));
    assert_eq!(listed(sql, &scope, Some(2_001)).await, ids(&[3, 2]));
    commit!(sql, |tx| deadlines::pause(tx, &scope, request(3), at(8))
        .await
        .unwrap());
    assert_eq!(listed(sql, &scope, None).await, ids(&[2, 1, 3]));
    assert_eq!(listed(sql, &scope, Some(9_000)).await, ids(&[2, 1]));
    let withdraw = to(RequestState::Received, RequestEvent::Withdraw);
    commit!(sql, |tx| {
        requests::transition(tx, &scope, &actor(), request(2), &withdraw)
            .await
            .unwrap()
    });
    assert_eq!(listed(sql, &scope, None).await, ids(&[1, 3]));
    let settled = requests::find(sql, &scope, request(2))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(settled.deadline.unwrap().settled_at, Some(at(9)));
}

pub(crate) async fn a_clock_stands_and_runs_on_once<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = three_requests(sql).await;
    let (first, stood) = (request(1), SignedDuration::from_millis(77));
    commit!(sql, |tx| {
        deadlines::pause(tx, &scope, first, at(8)).await.unwrap();
        let again = deadlines::pause(tx, &scope, first, at(8)).await;
        assert!(matches!(again, Err(Error::Exists { .. })));
    });
    let find = requests::find(sql, &scope, first).await.unwrap().unwrap();
    let deadline = find.deadline.unwrap();
    assert_eq!((deadline.due, deadline.paused_at), (None, Some(at(8))));
    commit!(sql, |tx| {
        deadlines::resume(tx, &scope, first, stood, due(5_000))
            .await
            .unwrap();
        let again = deadlines::resume(tx, &scope, first, stood, due(6_000)).await;
        assert!(matches!(again, Err(Error::Changed { .. })));
    });
    let find = requests::find(sql, &scope, first).await.unwrap().unwrap();
    let deadline = find.deadline.unwrap();
    assert_eq!((deadline.due, deadline.paused_at), (Some(due(5_000)), None));
    assert_eq!(deadline.stood, stood);
}

pub(crate) async fn a_period_is_extended_once<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = three_requests(sql).await;
    let end = Some(due(7_000));
    commit!(sql, |tx| {
        deadlines::extend(tx, &scope, request(1), end, at(8))
            .await
            .unwrap();
        let again = deadlines::extend(tx, &scope, request(1), end, at(8)).await;
        assert!(matches!(again, Err(Error::Exists { .. })));
    });
    let find = requests::find(sql, &scope, request(1))
        .await
        .unwrap()
        .unwrap();
    let deadline = find.deadline.unwrap();
    assert_eq!((deadline.due, deadline.extended_at), (end, Some(at(8))));
}

pub(crate) async fn a_request_is_not_completed_while_a_required_step_is_open<B: Backend>(
    backend: B,
) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    let step = |name: &str, required| TemplateStep {
        name: name.to_owned(),
        title: name.to_owned(),
        required,
    };
    let template = Template(vec![step("paper", true), step("call", false)]);
    let new = NewRequest {
        template: &template,
        content: Some(b"sealed"),
        ..new_request(1, RequestKind::Erasure)
    };
    let id = request(1);
    commit!(sql, |tx| {
        requests::create(tx, &scope, &actor(), &new).await.unwrap();
        for transition in [
            to(RequestState::Received, RequestEvent::VerifyIdentity),
            to(RequestState::IdentityVerified, RequestEvent::Start),
        ] {
            requests::transition(tx, &scope, &actor(), id, &transition)
                .await
                .unwrap();
        }
    });
    let mut tx = Tx::begin(sql).await.unwrap();
    let early = requests::finish(&mut tx, &scope, &actor(), id, &json!({}), at(9)).await;
    assert!(matches!(early, Err(Error::StepsOpen { steps }) if steps == ["paper"]));
    tx.rollback().await.unwrap();
    let document = Transition {
        evidence: Evidence {
            method: Some("paper"),
            note: Some(b"binder"),
        },
        ..to(RequestState::InProgress, RequestEvent::Document)
    };
    commit!(sql, |tx| {
        requests::transition(tx, &scope, &actor(), id, &document)
            .await
            .unwrap();
        requests::finish(tx, &scope, &actor(), id, &json!({}), at(9))
            .await
            .unwrap();
    });
    let content = requests::content(sql, &scope, id).await.unwrap();
    assert_eq!(content.sealed.as_deref(), Some(b"sealed".as_slice()));
}

pub(crate) async fn a_request_of_before_there_were_deadlines_has_one_afterwards<B: Backend>(_: B) {
    let backend = B::empty().await;
    let sql = &mut backend.connect().await;
    let before = &migrations::of(sql.dialect())[..9];
    migrations::apply_all(sql, before, at(0)).await.unwrap();
    let tenant_id = TenantId::from_uuid(Uuid::from_u128(7));
    sql.enter(tenant_id).await.unwrap();
    commit!(sql, |tx| {
        tx.execute(
            "INSERT INTO tenant (tenant_id, name, created_at_ms) VALUES ($1, $2, $3)",
            &[tenant_id.into(), "acme".into(), at(0).into()],
        )
        .await
        .unwrap();
        for (number, state) in [(1, "received"), (2, "completed")] {
            tx.execute(
                "INSERT INTO request (tenant_id, request_id, kind, subject_id, state, \
                 received_at_ms, changed_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                &[
                    tenant_id.into(),
                    request(number).into(),
                    "access".into(),
                    "subject".into(),
                    state.into(),
                    at(5).into(),
                    at(6).into(),
                ],
            )
            .await
            .unwrap();
        }
    });
    // Somebody who has entered no tenant, as it is when a new version starts.
    let owner = &mut backend.connect().await;
    migrations::apply(owner, at(1)).await.unwrap();

    let rows = sql
        .query(
            "SELECT request_id, due_at_ms, due_on, settled_at_ms FROM request_deadline \
             WHERE tenant_id = $1 ORDER BY request_id",
            &[tenant_id.into()],
        )
        .await
        .unwrap();
    // 28 days after five milliseconds past midnight of 1 January 1970.
    let row = |number, settled| {
        store::Row(vec![
            request(number).into(),
            at(28 * 86_400_000 + 5).into(),
            "1970-01-29".into(),
            settled,
        ])
    };
    let wanted = [row(1, store::Value::Null), row(2, at(6).into())];
    assert_eq!(rows, wanted);
}
