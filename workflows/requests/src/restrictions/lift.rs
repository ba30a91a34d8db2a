//! Lifts a restriction.

use axum::body::Body;
use axum::http::Response;
use domain::Permission;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Answer, Seen, admit};
use kit::path::Captured;
use kit::problem::Problem;

use super::{RestrictionView, get};

/// Lift a restriction whose subject was told before (Art. 18(3)).
#[utoipa::path(
    post,
    path = "/v1/restrictions/{restriction}/lifting",
    operation_id = "lift_restriction",
    tag = "restrictions",
    params(("restriction" = String, Path, format = Uuid, description = "Id of the restriction")),
    responses((status = 200, description = "Lifted", body = RestrictionView), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::HandleRequests)?;
    let restriction = path.get("restriction")?;
    let sent = incoming.nothing().await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let mut tx = call.begin(&mut db, &caller).await?;
    store::restrictions::lift(&mut tx, &caller.scope, restriction, call.at).await?;
    Event::new("restriction.lifted", "restriction", &restriction)
        .append(&mut tx, &caller)
        .await?;
    let lifted: RestrictionView = get(&mut tx, &caller, restriction).await?.into();
    call.finish(tx, &caller, Answer::ok(lifted)).await
}
