//! Releases a hold.

use axum::body::Body;
use axum::http::Response;
use domain::{HoldId, Permission, SweepId};
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Answer, Seen, admit};
use kit::path::Captured;
use kit::problem::Problem;
use serde::Serialize;

use super::HoldView;
use crate::sweeps;

/// A hold that was released.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Released {
    #[serde(flatten)]
    hold: HoldView,
    /// The sweep that does what the hold kept from being done.
    #[schema(value_type = String, format = Uuid)]
    sweep_id: SweepId,
}

/// Release a hold. What it held back, erasures among it, is done by a sweep that begins at once.
#[utoipa::path(
    post,
    path = "/v1/retention/holds/{hold}/release",
    operation_id = "release_legal_hold",
    tag = "retention",
    params(("hold" = String, Path, format = Uuid, description = "Id of the hold")),
    responses((status = 200, description = "Released", body = Released), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ManageRetention)?;
    let hold: HoldId = path.get("hold")?;
    let sent = incoming.nothing().await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let found = store::holds::find(&mut db, &caller.scope, hold).await?;
    let mut placed = found.ok_or_else(|| Problem::not_found("hold"))?;
    if placed.released_at.is_some() {
        return Err(Problem::conflict("wrong-state", "the hold was released"));
    }
    let mut tx = call.begin(&mut db, &caller).await?;
    store::holds::release(&mut tx, &caller.scope, hold, call.at).await?;
    Event::new("legal-hold.released", "legal-hold", &hold)
        .append(&mut tx, &caller)
        .await?;
    let sweep_id = sweeps::begin(&mut tx, &caller, false, call.at).await?;
    placed.released_at = Some(call.at);
    let hold = placed.into();
    let answer = Answer::ok(Released { hold, sweep_id });
    call.finish(tx, &caller, answer).await
}
