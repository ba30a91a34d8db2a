//! Records that a subject was told that a restriction will be lifted (Art. 18(3)).

use axum::body::Body;
use axum::http::Response;
use domain::Permission;
use domain::request::RestrictionGround;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Answer, Seen, admit};
use kit::path::Captured;
use kit::problem::Problem;
use serde::Deserialize;

use super::{RestrictionView, get, seal_notice};
use crate::step::check_note;

/// What the subject was told.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Notice {
    /// Why and when the restriction will be lifted; kept sealed.
    text: String,
}

/// Record that the subject was told that the restriction will be lifted.
#[utoipa::path(
    post,
    path = "/v1/restrictions/{restriction}/notice",
    operation_id = "tell_of_lifting",
    tag = "restrictions",
    params(("restriction" = String, Path, format = Uuid, description = "Id of the restriction")),
    request_body = Notice,
    responses((status = 200, description = "Recorded", body = RestrictionView), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::HandleRequests)?;
    let restriction = path.get("restriction")?;
    let sent = incoming.json().await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let Notice { text } = sent.parse()?;
    check_note("/text", &text)?;
    let mut tx = call.begin(&mut db, &caller).await?;
    let found = get(&mut tx, &caller, restriction).await?;
    if found.ground == RestrictionGround::ErasurePending {
        let detail =
            "this restriction ends with the erasure that it is for, or when that is undone";
        return Err(Problem::conflict("wrong-state", detail));
    }
    let notice = seal_notice(&mut tx, &caller.scope, &found, &text).await?;
    store::restrictions::tell(&mut tx, &caller.scope, restriction, &notice, call.at).await?;
    Event::new("restriction.told", "restriction", &restriction)
        .append(&mut tx, &caller)
        .await?;
    let told: RestrictionView = get(&mut tx, &caller, restriction).await?.into();
    call.finish(tx, &caller, Answer::ok(told)).await
}
