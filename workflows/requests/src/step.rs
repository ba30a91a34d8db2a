//! A step of a request that changes its state and nothing else.

use axum::body::Body;
use axum::http::Response;
use domain::request::{RequestEvent, is_word};
use domain::{Permission, RequestId};
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::{Caller, Session};
use kit::filing::note_name;
use kit::idempotent::{Answer, Call, Seen, admit};
use kit::notes;
use kit::path::Captured;
use kit::problem::{Place, Problem};
use serde::de::DeserializeOwned;
use store::requests::{Evidence, Request, Transition};
use store::{Sql, Tx};

use crate::view::{NOTES, Standing, get};
use crate::{clock, erasure};

/// The longest text about a step, in bytes: a page or two.
const NOTE_LIMIT: usize = 8_000;

/// What is said about a step.
#[derive(Default)]
pub(crate) struct Said {
    /// How it was done, in a word.
    pub(crate) method: Option<String>,
    /// Prose, which may be about the subject.
    pub(crate) note: Option<String>,
}

/// Takes a step and answers with where the request stands.
pub(crate) async fn take(
    Session { caller, mut db }: Session,
    call: Call,
    request: RequestId,
    event: RequestEvent,
    said: Said,
) -> Result<Response<Body>, Problem> {
    let mut tx = call.begin(&mut db, &caller).await?;
    let request = get(&mut tx, &caller, request).await?;
    // What cannot happen now is refused before the subject's key is asked for: it may be gone.
    request.state.apply(event).map_err(store::Error::from)?;
    let name = note_name(event.as_str(), said.method.as_deref());
    let note = match &said.note {
        Some(text) => {
            let place = place(&request, &name);
            Some(notes::seal(&mut tx, &caller.scope, &place, text).await?)
        }
        None => None,
    };
    let evidence = Evidence {
        method: said.method.as_deref(),
        note: note.as_deref(),
    };
    let id = request.request_id;
    let step = Transition {
        from: request.state,
        event,
        at: call.at,
        evidence,
    };
    let (scope, actor) = (&caller.scope, &caller.actor);
    let state = store::requests::transition(&mut tx, scope, actor, id, &step).await?;
    follow(&mut tx, &caller, &call, &request, event).await?;
    Event::new(action(event), "request", &id)
        .append(&mut tx, &caller)
        .await?;
    call.finish(tx, &caller, Answer::ok(Standing::new(id, state)))
        .await
}

/// What a step means beyond its row, which was written before: nobody else writes one meanwhile.
async fn follow<S: Sql>(
    tx: &mut Tx<'_, S>,
    caller: &Caller,
    call: &Call,
    request: &Request,
    event: RequestEvent,
) -> Result<(), Problem> {
    match event {
        RequestEvent::VerifyIdentity => clock::resume(tx, caller, request, call.at).await,
        RequestEvent::Extend => clock::extend(tx, caller, request, call.at).await,
        RequestEvent::AskIdentity => {
            store::deadlines::pause(tx, &caller.scope, request.request_id, call.at).await?;
            Ok(())
        }
        RequestEvent::Document => {
            let done = store::requests::documented(tx, &caller.scope, request.request_id).await?;
            let Some((last, before)) = done.split_last() else {
                return Ok(());
            };
            if before.contains(last) {
                let detail = "this step was documented before";
                return Err(Problem::conflict("exists", detail));
            }
            Ok(())
        }
        RequestEvent::Undo => {
            if erasure::undo(tx, caller, request, call.at).await? {
                return Ok(());
            }
            let detail =
                "only an erasure that waits for the end of its time to be undone is undone";
            Err(Problem::conflict("wrong-state", detail))
        }
        // An erasure that was given up left its restriction.
        RequestEvent::Refuse | RequestEvent::Withdraw => {
            erasure::undo(tx, caller, request, call.at).await.map(drop)
        }
        _ => Ok(()),
    }
}

/// Where a note about a step is kept.
pub(crate) fn place<'a>(request: &Request, name: &'a str) -> notes::Place<'a> {
    notes::Place {
        subject_id: request.subject_id,
        kind: NOTES,
        id: request.request_id.to_string(),
        name,
    }
}

/// Checks that a method is a word and no place for prose: it is not sealed.
pub(crate) fn check_method(pointer: &str, method: &str) -> Result<(), Problem> {
    if is_word(method) {
        return Ok(());
    }
    let message = "must be a word of at most 64 lower-case letters, digits and hyphens";
    Err(Problem::invalid(
        "the method is no word",
        vec![Place::pointer(pointer, message)],
    ))
}

/// Checks that a note says something, and not too much.
pub(crate) fn check_note(pointer: &str, note: &str) -> Result<(), Problem> {
    if !note.trim().is_empty() && note.len() <= NOTE_LIMIT {
        return Ok(());
    }
    let message = format!("must say something in at most {NOTE_LIMIT} bytes");
    Err(Problem::invalid(
        "the text cannot be kept",
        vec![Place::pointer(pointer, message)],
    ))
}

/// What the audit log calls a step.
pub(crate) fn action(event: RequestEvent) -> &'static str {
    match event {
        RequestEvent::VerifyIdentity => "request.verified",
        RequestEvent::Start => "request.started",
        RequestEvent::Complete => "request.completed",
        RequestEvent::Refuse => "request.refused",
        RequestEvent::Withdraw => "request.withdrawn",
        RequestEvent::AskIdentity => "request.paused",
        RequestEvent::Extend => "request.extended",
        RequestEvent::Document => "request.step-documented",
        RequestEvent::ChargeFee => "request.fee-charged",
        RequestEvent::Undo => "request.undone",
    }
}

/// Takes a step about which nothing is said.
///
/// # Errors
/// The body is not empty, or the step cannot be taken now.
pub(crate) async fn take_plainly(
    mut session: Session,
    path: Captured,
    incoming: Incoming,
    event: RequestEvent,
) -> Result<Response<Body>, Problem> {
    session.caller.require(Permission::HandleRequests)?;
    let request = path.get("request")?;
    let sent = incoming.nothing().await?;
    let call = match admit(&mut session.db, &session.caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    take(session, call, request, event, Said::default()).await
}

/// Reads the reason that the subject is told, and takes the step with it as the sealed note.
///
/// # Errors
/// The body is not what is wanted, or the step cannot be taken now.
pub(crate) async fn take_with_reason<B: DeserializeOwned>(
    mut session: Session,
    path: Captured,
    incoming: Incoming,
    event: RequestEvent,
    reason: fn(B) -> String,
) -> Result<Response<Body>, Problem> {
    session.caller.require(Permission::HandleRequests)?;
    let request = path.get("request")?;
    let sent = incoming.json().await?;
    let call = match admit(&mut session.db, &session.caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let reason = reason(sent.parse()?);
    check_note("/reason", &reason)?;
    let said = Said {
        method: None,
        note: Some(reason),
    };
    take(session, call, request, event, said).await
}
