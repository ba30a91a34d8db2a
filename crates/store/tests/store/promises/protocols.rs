//! What comes by a protocol: agents, their messages, their requests, and what tenants publish.

use domain::protocols::Protocol;
use serde_json::json;
use store::protocol_requests::ProtocolRequest;
use store::{Error, Sql, Tx, agents, protocol_requests, publications};

use crate::arrange::protocols::{agent, agent_id, protocol_request};
use crate::arrange::{all, at, dump, furnish, tenant, token};
use crate::backend::Backend;
use crate::commit;

pub(crate) async fn another_tenant_sees_no_agents_and_no_requests_of_theirs<B: Backend>(
    backend: B,
) {
    let sql = &mut backend.strict().await;
    let (mine, theirs) = (tenant(sql, "mine").await, tenant(sql, "theirs").await);
    furnish(sql, &theirs).await;
    let before = dump(sql, &theirs).await;
    sql.enter(mine.tenant_id()).await.unwrap();
    let listed = agents::list(sql, &mine, &all()).await.unwrap();
    assert_eq!(listed, (vec![], None));
    assert_eq!(agents::find(sql, &mine, &agent_id()).await.unwrap(), None);
    let found = agents::find_by_token(sql, &mine, token(1)).await.unwrap();
    assert_eq!(found, None);
    let found = protocol_requests::find(sql, &mine, Protocol::Drp, "r1").await;
    assert_eq!(found.unwrap(), None);
    let mut tx = Tx::begin(sql).await.unwrap();
    let given = agents::give_token(&mut tx, &mine, &agent_id(), token(1)).await;
    assert!(matches!(given, Err(Error::Missing { .. })), "{given:?}");
    let gone = agents::remove(&mut tx, &mine, &agent_id()).await;
    assert!(matches!(gone, Err(Error::Missing { .. })), "{gone:?}");
    tx.rollback().await.unwrap();
    // The same ids are free.
    commit!(sql, |tx| {
        publications::remove(tx, &mine, Protocol::Drp)
            .await
            .unwrap();
        let content = json!({"id": "OTHER"});
        publications::put(tx, &mine, Protocol::Drp, &content, at(9))
            .await
            .unwrap();
        agents::put(tx, &mine, &agent()).await.unwrap();
        agents::take_message(tx, &mine, &agent_id(), b"digest", at(99), at(98))
            .await
            .unwrap();
        let came = ProtocolRequest {
            request_id: None,
            ..protocol_request("r1")
        };
        protocol_requests::create(tx, &mine, &came).await.unwrap();
    });
    assert_eq!(dump(sql, &theirs).await, before);
}

pub(crate) async fn a_message_is_taken_once_until_it_expires<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    sql.enter(scope.tenant_id()).await.unwrap();
    let id = agent_id();
    commit!(sql, |tx| agents::take_message(
        tx,
        &scope,
        &id,
        b"a",
        at(10),
        at(5)
    )
    .await
    .unwrap());
    let mut tx = Tx::begin(sql).await.unwrap();
    let again = agents::take_message(&mut tx, &scope, &id, b"a", at(10), at(10)).await;
    assert!(
        matches!(again, Err(Error::Exists { what: "message" })),
        "{again:?}"
    );
    tx.rollback().await.unwrap();
    commit!(sql, |tx| agents::take_message(
        tx,
        &scope,
        &id,
        b"b",
        at(20),
        at(11)
    )
    .await
    .unwrap());
    let kept = dump(sql, &scope).await;
    let messages = kept.iter().find(|(table, _)| *table == "agent_message");
    assert_eq!(messages.unwrap().1.len(), 1, "what expired is forgotten");
}

pub(crate) async fn an_agent_is_let_in_by_a_tenant_that_knows_it<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let (mine, theirs) = (tenant(sql, "mine").await, tenant(sql, "theirs").await);
    sql.enter(theirs.tenant_id()).await.unwrap();
    commit!(sql, |tx| agents::put(tx, &theirs, &agent()).await.unwrap());
    let sql = &mut backend.connect().await;
    let entered = agents::enter(sql, theirs.tenant_id(), &agent_id())
        .await
        .unwrap();
    let (scope, actor) = entered.unwrap();
    assert_eq!(scope.tenant_id(), theirs.tenant_id());
    assert_eq!(actor.label, "agent AGENT_A");
    let sql = &mut backend.connect().await;
    let other = agents::enter(sql, mine.tenant_id(), &agent_id())
        .await
        .unwrap();
    assert!(other.is_none());
}

pub(crate) async fn a_publication_is_for_everybody_until_it_is_taken_back<B: Backend>(backend: B) {
    let sql = &mut backend.strict().await;
    let scope = tenant(sql, "acme").await;
    sql.enter(scope.tenant_id()).await.unwrap();
    let content = json!({"id": "ACME"});
    commit!(sql, |tx| publications::put(
        tx,
        &scope,
        Protocol::Drp,
        &content,
        at(1)
    )
    .await
    .unwrap());
    let nobody = &mut backend.connect().await;
    let found = publications::find(nobody, scope.tenant_id(), Protocol::Drp).await;
    assert_eq!(found.unwrap(), Some(content));
    let other = publications::find(nobody, scope.tenant_id(), Protocol::Opendsr).await;
    assert_eq!(other.unwrap(), None);
    commit!(sql, |tx| publications::remove(tx, &scope, Protocol::Drp)
        .await
        .unwrap());
    let gone = publications::find(nobody, scope.tenant_id(), Protocol::Drp).await;
    assert_eq!(gone.unwrap(), None);
}
