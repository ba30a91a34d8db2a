//! Checks addresses against the do-not-contact list.

use axum::Json;
use domain::{ContactChannel, Permission};
use kit::body::Incoming;
use kit::door::Session;
use kit::problem::{Place, Problem};
use serde::{Deserialize, Serialize};

use super::digests;

/// The most addresses that one call checks.
const MOST: usize = 2_000;

/// Addresses to be checked.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    /// "email", "phone", "text-message" or "post".
    #[schema(value_type = String)]
    channel: ContactChannel,
    /// At most 2,000 addresses, in any spelling.
    addresses: Vec<String>,
}

/// Which of them may be contacted.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Checked {
    /// Whether each address may be contacted, in the order in which they came.
    may_contact: Vec<bool>,
}

/// Ask which addresses may be contacted. It changes nothing, so a repeated call with an idempotency key simply looks again.
#[utoipa::path(
    post,
    path = "/v1/do-not-contact/check",
    operation_id = "check_do_not_contact",
    tag = "consents",
    request_body = Asked,
    responses((status = 200, description = "Checked", body = Checked), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<Json<Checked>, Problem> {
    caller.require(Permission::RecordConsents)?;
    let Asked { channel, addresses } = incoming.json().await?.parse()?;
    if addresses.len() > MOST {
        let place = Place::pointer("/addresses", format!("must be at most {MOST}"));
        return Err(Problem::invalid("these are too many", vec![place]));
    }
    let places = addresses.iter().enumerate();
    let places: Vec<(String, &str)> = places
        .map(|(index, address)| (format!("/addresses/{index}"), address.as_str()))
        .collect();
    let digests = digests(&caller.scope, channel, &places)?;
    let listed =
        store::do_not_contact::listed(&mut db, &caller.scope, channel.as_str(), &digests).await?;
    let may_contact = digests.iter().map(|digest| !listed.contains(digest));
    Ok(Json(Checked {
        may_contact: may_contact.collect(),
    }))
}
