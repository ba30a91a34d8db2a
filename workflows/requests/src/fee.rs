//! Records the fee for a further copy (Art. 15(3)).

use axum::body::Body;
use axum::http::Response;
use domain::Permission;
use domain::request::{RequestEvent, RequestKind};
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::{Caller, Session};
use kit::idempotent::{Answer, Seen, admit};
use kit::path::Captured;
use kit::problem::{Place, Problem};
use serde::Deserialize;
use store::requests::{Evidence, Fee, Transition};

use crate::step::action;
use crate::view::{Standing, get};

/// What a further copy costs: no more than the administrative costs.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FeeCharged {
    /// The amount, in the smallest unit of the currency, from 1.
    minor_units: u32,
    /// The currency: three capital letters (ISO 4217).
    currency: String,
}

/// Record the fee for a further copy. The first copy is free, so there must have been one.
#[utoipa::path(
    post,
    path = "/v1/requests/{request}/fee",
    operation_id = "charge_fee",
    tag = "requests",
    params(("request" = String, Path, format = Uuid, description = "Id of the request")),
    request_body = FeeCharged,
    responses((status = 200, description = "Recorded", body = Standing), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::HandleRequests)?;
    let request = path.get("request")?;
    let sent = incoming.json().await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let fee = read(sent.parse()?)?;
    let mut tx = call.begin(&mut db, &caller).await?;
    let request = get(&mut tx, &caller, request).await?;
    let Caller { scope, actor, .. } = &caller;
    let (id, subject, kind) = (request.request_id, request.subject_id, RequestKind::Access);
    if request.kind != kind {
        let detail = "only a copy of the data (Art. 15) can have a fee";
        return Err(Problem::conflict("wrong-kind", detail));
    }
    if store::requests::list_completed(&mut tx, scope, subject, kind)
        .await?
        .is_empty()
    {
        let detail = "the first copy is free of charge (Art. 15(3))";
        return Err(Problem::conflict("first-copy-free", detail));
    }
    let event = RequestEvent::ChargeFee;
    let step = Transition {
        from: request.state,
        event,
        at: call.at,
        evidence: Evidence::default(),
    };
    let state = store::requests::transition(&mut tx, scope, actor, id, &step).await?;
    store::requests::charge(&mut tx, scope, id, &fee).await?;
    Event::new(action(event), "request", &id)
        .append(&mut tx, &caller)
        .await?;
    call.finish(tx, &caller, Answer::ok(Standing::new(id, state)))
        .await
}

fn read(
    FeeCharged {
        minor_units,
        currency,
    }: FeeCharged,
) -> Result<Fee, Problem> {
    let mut places = Vec::new();
    if minor_units == 0 {
        places.push(Place::pointer("/minor_units", "must be at least 1"));
    }
    if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
        places.push(Place::pointer(
            "/currency",
            "must be three capital letters such as EUR",
        ));
    }
    if places.is_empty() {
        Ok(Fee {
            minor_units,
            currency,
        })
    } else {
        Err(Problem::invalid("the fee cannot be read", places))
    }
}
