//! Documents a step of the tenant's template (who did it, when, with what evidence).

use axum::body::Body;
use axum::http::Response;
use domain::Permission;
use domain::request::RequestEvent;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Seen, admit};
use kit::path::Captured;
use kit::problem::{Place, Problem};
use serde::Deserialize;

use crate::step::{Said, check_note, take};
use crate::view::{Standing, get};

/// A step that was done.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepDone {
    /// Its name in the template.
    step: String,
    /// The evidence; kept sealed.
    evidence: String,
}

/// Record that a step of the template was done.
#[utoipa::path(
    post,
    path = "/v1/requests/{request}/steps",
    operation_id = "document_step",
    tag = "requests",
    params(("request" = String, Path, format = Uuid, description = "Id of the request")),
    request_body = StepDone,
    responses((status = 200, description = "Recorded", body = Standing), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    mut session: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    session.caller.require(Permission::HandleRequests)?;
    let request = path.get("request")?;
    let sent = incoming.json().await?;
    let call = match admit(&mut session.db, &session.caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let StepDone { step, evidence } = sent.parse()?;
    check_note("/evidence", &evidence)?;
    let Session { caller, db } = &mut session;
    let request = get(db, caller, request).await?;
    let content = store::requests::content(db, &caller.scope, request.request_id).await?;
    if content.template.step(&step).is_none() {
        let place = Place::pointer("/step", "the template of this request has no such step");
        return Err(Problem::invalid("the step is unknown", vec![place]));
    }
    let said = Said {
        method: Some(step),
        note: Some(evidence),
    };
    take(
        session,
        call,
        request.request_id,
        RequestEvent::Document,
        said,
    )
    .await
}
