//! Registers a key.

use axum::body::Body;
use axum::http::Response;
use domain::Permission;
use domain::plugin::PublicKey;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Answer, Seen, admit};
use kit::problem::{Place, Problem};
use serde::Deserialize;

use super::{KeyView, missing};

/// A key to be registered.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKey {
    /// The public key (Ed25519), 64 lower-case hexadecimal digits, as `lethe plugin keygen` prints it.
    public_key: String,
    /// What holds its secret part; it should name a program or a function and no person.
    label: String,
}

/// Register a key: from now on plugins are taken in as signed that are signed with it.
#[utoipa::path(
    post,
    path = "/v1/plugin-keys",
    operation_id = "register_plugin_key",
    tag = "plugins",
    request_body = NewKey,
    responses((status = 201, description = "Registered", body = KeyView), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::DecideOnPlugins)?;
    let sent = incoming.json().await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let (public_key, label) = read(&sent.parse()?)?;
    let mut tx = call.begin(&mut db, &caller).await?;
    let (scope, actor) = (&caller.scope, &caller.actor);
    store::plugin_keys::register(&mut tx, scope, actor, &public_key, &label, call.at).await?;
    Event::new("plugin-key.registered", "plugin-key", &public_key)
        .append(&mut tx, &caller)
        .await?;
    let found = store::plugin_keys::find(&mut tx, scope, &public_key).await?;
    let view = KeyView::from(found.ok_or_else(missing)?);
    let place = format!("/v1/plugin-keys/{public_key}");
    call.finish(tx, &caller, Answer::created(place, view)).await
}

fn read(sent: &NewKey) -> Result<(PublicKey, String), Problem> {
    let mut wrong = Vec::new();
    let key: Option<PublicKey> = sent.public_key.parse().ok();
    let key = key.filter(kit::signing::is_public_key);
    if key.is_none() {
        let message = "must be a public key of Ed25519: 64 lower-case hexadecimal digits";
        wrong.push(Place::pointer("/public_key", message));
    }
    let label = domain::label(&sent.label);
    if let Err(error) = &label {
        wrong.push(Place::pointer("/label", error.to_string()));
    }
    match (key, label) {
        (Some(key), Ok(label)) => Ok((key, label)),
        _ => Err(Problem::invalid("the key cannot be registered", wrong)),
    }
}
