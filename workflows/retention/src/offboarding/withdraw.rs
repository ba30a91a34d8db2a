//! Takes the notice back.

use axum::body::Body;
use axum::http::Response;
use domain::{Permission, TenantId};
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Answer, Seen, admit};
use kit::problem::Problem;
use serde::Serialize;

use super::noticed;

/// That the contract goes on.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct GoesOn {
    /// The tenant that stays.
    #[schema(value_type = String, format = Uuid)]
    tenant_id: TenantId,
}

/// Take the notice back, and a demand for deletion with it: the contract goes on. Possible until the deletion begins.
#[utoipa::path(
    post,
    path = "/v1/offboarding/withdrawal",
    operation_id = "withdraw_notice",
    tag = "offboarding",
    responses((status = 200, description = "Taken back", body = GoesOn), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::Offboard)?;
    let sent = incoming.nothing().await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let scope = &caller.scope;
    let mut tx = call.begin(&mut db, &caller).await?;
    noticed(&mut tx, scope).await?;
    store::offboarding::withdraw(&mut tx, scope).await?;
    let tenant_id = scope.tenant_id();
    Event::new("offboarding.withdrawn", "tenant", &tenant_id)
        .append(&mut tx, &caller)
        .await?;
    call.finish(tx, &caller, Answer::ok(GoesOn { tenant_id }))
        .await
}
