//! Files a request.

use axum::body::Body;
use axum::http::Response;
use domain::request::{
    Content, Objection, Rectification, RequestEvent, RequestKind, RequestState, Restriction,
};
use domain::{Permission, RequestId, SubjectId};
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Answer, Seen, admit};
use kit::notes;
use kit::problem::Problem;
use serde::Deserialize;
use store::requests::{Evidence, NewRequest, Transition};

use crate::content;
use crate::rectification;
use crate::step::{check_method, check_note, place};
use crate::verify::Identity;
use crate::view::{Standing, get};

/// A request to be filed.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filed {
    /// What is asked for: "access", "portability", "rectification", "restriction", "objection", "erasure" or
    /// "consent-withdrawal".
    #[schema(value_type = String)]
    kind: RequestKind,
    /// Who asks.
    #[schema(value_type = String, format = Uuid)]
    subject_id: SubjectId,
    /// How the identity was verified, if it was already.
    identity: Option<Identity>,
    /// Of a rectification: `record` and `changes`, `statement`, or both.
    #[schema(value_type = Option<Object>)]
    rectification: Option<Rectification>,
    /// Of a restriction: its `ground`, and the `records` if not all are meant.
    #[schema(value_type = Option<Object>)]
    restriction: Option<Restriction>,
    /// Of an objection: its `ground`, the `records` if not all are meant, and what the subject says.
    #[schema(value_type = Option<Object>)]
    objection: Option<Objection>,
    /// Of a withdrawal of consent: the purpose that was agreed to.
    purpose: Option<String>,
}

/// File a request of a data subject.
#[utoipa::path(
    post,
    path = "/v1/requests",
    operation_id = "file_request",
    tag = "requests",
    request_body = Filed,
    responses((status = 201, description = "Filed", body = Standing), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::HandleRequests)?;
    let sent = incoming.json().await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let Filed {
        kind,
        subject_id,
        identity,
        rectification,
        restriction,
        objection,
        purpose,
    } = sent.parse()?;
    let asked = Content {
        rectification,
        restriction,
        objection,
        purpose,
    };
    asked.check(kind).map_err(content::wrong)?;
    if let Some(identity) = &identity {
        check_method("/identity/method", &identity.method)?;
        identity
            .reference
            .as_deref()
            .map_or(Ok(()), |text| check_note("/identity/reference", text))?;
    }
    let mut tx = call.begin(&mut db, &caller).await?;
    let subject = store::subjects::find(&mut tx, &caller.scope, subject_id).await?;
    // A placeholder is nobody who could ask.
    let subject = subject.filter(|subject| subject.created_at.is_some());
    subject.ok_or_else(|| Problem::not_found("subject"))?;
    content::check_records(&mut tx, &caller.scope, subject_id, &asked).await?;
    if let Some(rectification) = &asked.rectification {
        // What cannot be done is said now, not when the month is over.
        rectification::prepare(&mut tx, &caller.scope, rectification).await?;
    }
    let request_id = RequestId::generate(call.at, kit::entropy::bytes()?);
    let ids = (request_id, subject_id);
    let content = kit::filing::seal_content(&mut tx, &caller.scope, ids, &asked).await?;
    let template = store::templates::find(&mut tx, &caller.scope, kind).await?;
    let request = NewRequest {
        request_id,
        kind,
        subject_id,
        received_at: call.at,
        due: kit::filing::due(&mut tx, &caller.scope, call.at).await?,
        template: &template,
        content: content.as_deref(),
    };
    store::requests::create(&mut tx, &caller.scope, &caller.actor, &request).await?;
    Event::new("request.received", "request", &request_id)
        .append(&mut tx, &caller)
        .await?;
    let mut state = RequestState::Received;
    if let Some(identity) = identity {
        let event = RequestEvent::VerifyIdentity;
        let request = get(&mut tx, &caller, request_id).await?;
        let note = match &identity.reference {
            Some(text) => Some(
                notes::seal(
                    &mut tx,
                    &caller.scope,
                    &place(&request, event.as_str()),
                    text,
                )
                .await?,
            ),
            None => None,
        };
        let evidence = Evidence {
            method: Some(&identity.method),
            note: note.as_deref(),
        };
        let step = Transition {
            from: state,
            event,
            at: call.at,
            evidence,
        };
        state =
            store::requests::transition(&mut tx, &caller.scope, &caller.actor, request_id, &step)
                .await?;
        Event::new("request.verified", "request", &request_id)
            .append(&mut tx, &caller)
            .await?;
    }
    let location = format!("/v1/requests/{request_id}");
    call.finish(
        tx,
        &caller,
        Answer::created(location, Standing::new(request_id, state)),
    )
    .await
}
