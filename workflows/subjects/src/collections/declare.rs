//! Declares a collection.

use axum::body::Body;
use axum::http::Response;
use domain::Permission;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Answer, Seen, admit};
use kit::problem::Problem;

use super::{read, references, rules};

/// Declare a collection.
#[utoipa::path(
    post,
    path = "/v1/collections",
    operation_id = "declare_collection",
    tag = "collections",
    request_body(content = Object, description = "The declaration", content_type = "application/json"),
    responses(
        (status = 201, description = "Declared", content_type = "application/json", body = Object),
        kit::openapi::BodyRefusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::WriteCollections)?;
    let sent = incoming.json().await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let collection = read(&sent)?;
    let mut tx = call.begin(&mut db, &caller).await?;
    store::collections::hold_alone(&mut tx, &caller.scope).await?;
    references::check(&mut tx, &caller.scope, &collection).await?;
    rules::check(&mut tx, &caller.scope, &collection).await?;
    store::collections::create(&mut tx, &caller.scope, &collection, call.at).await?;
    Event::new("collection.declared", "collection", &collection.name)
        .append(&mut tx, &caller)
        .await?;
    let location = format!("/v1/collections/{}", collection.name);
    call.finish(tx, &caller, Answer::created(location, &collection))
        .await
}
