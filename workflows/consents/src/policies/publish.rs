//! Publishes a version of a policy.

use axum::body::Body;
use axum::http::Response;
use domain::{Permission, PurposeName};
use jiff::Timestamp;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Answer, Seen, admit};
use kit::path::Captured;
use kit::problem::{Place, Problem};
use kit::words::check_prose;
use serde::Deserialize;
use store::policies::NewPolicy;

use super::PolicyView;
use super::particulars::Particulars;
use crate::purposes::get;

/// The longest policy, in bytes: a book chapter.
const TEXT_LIMIT: usize = 200_000;

/// A policy to be published.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Published {
    /// The language of the text (BCP 47), such as "en".
    language: String,
    /// The text that subjects are shown.
    text: String,
    /// From when on it is shown; from now on when left out.
    #[schema(value_type = Option<String>, format = DateTime)]
    in_force_from: Option<Timestamp>,
    /// What records and receipts say besides.
    #[serde(default)]
    particulars: Particulars,
}

/// Publish the next version of the policy of a purpose. It never changes; its digest is kept with every consent.
#[utoipa::path(
    post,
    path = "/v1/purposes/{purpose}/policies",
    operation_id = "publish_policy",
    tag = "consents",
    params(("purpose" = String, Path, description = "Name of the purpose")),
    request_body = Published,
    responses(
        (status = 201, description = "Published", body = PolicyView),
        kit::openapi::BodyRefusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ManagePurposes)?;
    let name: PurposeName = path.get("purpose")?;
    let sent = incoming.json().await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let published: Published = sent.parse()?;
    check(&published)?;
    let particulars = serde_json::to_value(&published.particulars)
        .map_err(|error| Problem::internal(error.to_string()))?;
    let mut tx = call.begin(&mut db, &caller).await?;
    let purpose = get(&mut tx, &caller.scope, &name).await?;
    let new = NewPolicy {
        purpose: &purpose.name,
        language: &published.language,
        content: &published.text,
        particulars: &particulars,
        in_force_from: published.in_force_from.unwrap_or(call.at),
        at: call.at,
    };
    let policy = store::policies::publish(&mut tx, &caller.scope, &new).await?;
    Event::new("policy.published", "purpose", &purpose.name)
        .count("version", policy.version)
        .append(&mut tx, &caller)
        .await?;
    let location = format!("/v1/purposes/{}/policies", purpose.name);
    call.finish(
        tx,
        &caller,
        Answer::created(location, PolicyView::from(policy)),
    )
    .await
}

fn check(published: &Published) -> Result<(), Problem> {
    check_prose("/text", &published.text, TEXT_LIMIT)?;
    let language = &published.language;
    let is_tag = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    if !(2..=35).contains(&language.len()) || !language.bytes().all(is_tag) {
        let place = Place::pointer("/language", "expected a language of BCP 47, such as \"en\"");
        return Err(Problem::invalid("the policy cannot be kept", vec![place]));
    }
    let validity = published.particulars.validity;
    if validity.is_some_and(|span| !span.is_positive()) {
        let message = "expected a duration that is longer than nothing, such as \"P1Y\"";
        let place = Place::pointer("/particulars/validity", message);
        return Err(Problem::invalid("the policy cannot be kept", vec![place]));
    }
    Ok(())
}
