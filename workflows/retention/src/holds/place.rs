//! Places a hold.

use axum::body::Body;
use axum::http::Response;
use domain::retention::HoldDraft;
use domain::{HoldId, Permission};
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Answer, Seen, admit};
use kit::problem::{Place, Problem};
use store::holds::Placed;

use super::{HoldView, reason_of};

/// The longest reason, in characters.
const REASON_CHARS: usize = 2_000;

/// Place a legal hold on a subject, a collection, a class of data, or on what several of them have in common. From the
/// answer on nothing of it goes, neither by retention nor by an erasure.
#[utoipa::path(
    post,
    path = "/v1/retention/holds",
    operation_id = "place_legal_hold",
    tag = "retention",
    request_body(content = Object, description = "The hold", content_type = "application/json"),
    responses((status = 201, description = "Placed", body = HoldView), kit::openapi::BodyRefusals),
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
    let draft: HoldDraft = sent.parse()?;
    let hold_id = HoldId::generate(call.at, kit::entropy::bytes()?);
    let reason = draft.reason.clone();
    if reason
        .as_ref()
        .is_some_and(|text| text.chars().count() > REASON_CHARS)
    {
        let message = format!("must have at most {REASON_CHARS} characters");
        return Err(invalid(vec![Place::pointer("/reason", message)]));
    }
    let hold = draft.check(hold_id).map_err(|found| {
        let place = |found: domain::Shortcoming| Place::pointer(found.pointer, found.message);
        invalid(found.into_iter().map(place).collect())
    })?;
    let scope = &caller.scope;
    if let Some(subject) = hold.subject_id
        && store::subjects::find(&mut db, scope, subject)
            .await?
            .is_none()
    {
        return Err(Problem::not_found("subject"));
    }
    if let Some(name) = &hold.collection
        && store::collections::find(&mut db, scope, name.as_str())
            .await?
            .is_none()
    {
        return Err(Problem::not_found("collection"));
    }
    let reason = match (hold.subject_id, reason) {
        (Some(subject), Some(text)) => {
            let place = reason_of(hold_id, subject);
            Some(kit::notes::seal(&mut db, scope, &place, &text).await?)
        }
        _ => None,
    };
    let placed = Placed {
        hold,
        reason,
        placed_at: call.at,
        released_at: None,
    };
    let mut tx = call.begin(&mut db, &caller).await?;
    store::holds::place(&mut tx, scope, &placed).await?;
    Event::new("legal-hold.placed", "legal-hold", &hold_id)
        .append(&mut tx, &caller)
        .await?;
    let location = format!("/v1/retention/holds/{hold_id}");
    let answer = Answer::created(location, HoldView::from(placed));
    call.finish(tx, &caller, answer).await
}

fn invalid(places: Vec<Place>) -> Problem {
    Problem::invalid("no such hold can be placed", places)
}
