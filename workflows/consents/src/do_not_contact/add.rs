//! Adds an address to the do-not-contact list.

use axum::body::Body;
use axum::http::Response;
use domain::Permission;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Answer, Seen, admit};
use kit::problem::Problem;
use serde::Serialize;

use super::Address;

/// Whether the address is on the list now.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = DoNotContact)]
pub(crate) struct Listed {
    /// Whether it is.
    listed: bool,
}

/// Put an address on the do-not-contact list. Only its keyed digest is kept; it stays when its person is erased.
#[utoipa::path(
    post,
    path = "/v1/do-not-contact",
    operation_id = "add_do_not_contact",
    tag = "consents",
    request_body = Address,
    responses((status = 201, description = "Added", body = Listed), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::RecordConsents)?;
    let sent = incoming.json().await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let address: Address = sent.parse()?;
    let (channel, digest) = (address.channel.as_str(), address.digest(&caller.scope)?);
    let mut tx = call.begin(&mut db, &caller).await?;
    let changed =
        store::do_not_contact::add(&mut tx, &caller.scope, channel, &digest, call.at).await?;
    Event::new("do-not-contact.added", "channel", &channel)
        .count("addresses", changed)
        .append(&mut tx, &caller)
        .await?;
    call.finish(
        tx,
        &caller,
        Answer::created(
            "/v1/do-not-contact/check".to_owned(),
            Listed { listed: true },
        ),
    )
    .await
}
