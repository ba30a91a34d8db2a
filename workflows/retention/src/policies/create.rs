//! Makes a policy.

use axum::body::Body;
use axum::http::Response;
use domain::{Permission, PolicyId};
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Answer, Seen, admit};
use kit::problem::Problem;
use store::retention_policies::Version;

use super::{PolicyView, read};
use crate::advice;

/// Make a policy: how long the records of a collection, or of every collection with a purpose, are kept at most
/// (`then` says what becomes of them), or at least (`law` says by which law); or which plugin of
/// yours decides about each (`plugin`, with `parameters`).
#[utoipa::path(
    post,
    path = "/v1/retention/policies",
    operation_id = "create_retention_policy",
    tag = "retention",
    request_body(content = Object, description = "The policy", content_type = "application/json"),
    responses(
        (status = 201, description = "In force", body = PolicyView),
        kit::openapi::BodyRefusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ManageRetention)?;
    let sent = incoming.json().await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let policy = read(&sent)?;
    advice::check(&mut db, &caller.scope, &policy, call.at).await?;
    let policy_id = PolicyId::generate(call.at, kit::entropy::bytes()?);
    let mut tx = call.begin(&mut db, &caller).await?;
    store::retention_policies::create(&mut tx, &caller.scope, policy_id, &policy, call.at).await?;
    Event::new("retention-policy.created", "retention-policy", &policy_id)
        .append(&mut tx, &caller)
        .await?;
    let view = PolicyView::from(Version {
        policy_id,
        version: 1,
        policy,
        made_at: call.at,
        ended_at: None,
    });
    let location = format!("/v1/retention/policies/{policy_id}");
    call.finish(tx, &caller, Answer::created(location, view))
        .await
}
