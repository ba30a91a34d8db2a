//! Declares a purpose.

use axum::body::Body;
use axum::http::Response;
use domain::{LawfulBasis, Permission, PurposeName};
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Answer, Seen, admit};
use kit::problem::Problem;
use kit::words::{PROSE_LIMIT, check_prose};
use serde::Deserialize;
use store::purposes::Purpose;

use super::PurposeView;

/// A purpose to be declared.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Declared {
    /// Its name: a lower-case letter, then lower-case letters, digits, `_` or `-`.
    #[schema(value_type = String)]
    name: PurposeName,
    /// What it is, for a human.
    description: String,
    /// What makes processing for it lawful (Art. 6(1)).
    #[schema(value_type = String)]
    lawful_basis: LawfulBasis,
}

/// Declare a purpose (Art. 5(1)(b)). Collections refer to it by its name.
#[utoipa::path(
    post,
    path = "/v1/purposes",
    operation_id = "declare_purpose",
    tag = "consents",
    request_body = Declared,
    responses(
        (status = 201, description = "Declared", body = PurposeView),
        kit::openapi::BodyRefusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ManagePurposes)?;
    let sent = incoming.json().await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let declared: Declared = sent.parse()?;
    check_prose("/description", &declared.description, PROSE_LIMIT)?;
    let purpose = Purpose {
        name: declared.name,
        description: declared.description,
        lawful_basis: declared.lawful_basis,
        created_at: call.at,
    };
    let mut tx = call.begin(&mut db, &caller).await?;
    store::purposes::create(&mut tx, &caller.scope, &purpose).await?;
    Event::new("purpose.declared", "purpose", &purpose.name)
        .append(&mut tx, &caller)
        .await?;
    let location = format!("/v1/purposes/{}", purpose.name);
    call.finish(
        tx,
        &caller,
        Answer::created(location, PurposeView::from(purpose)),
    )
    .await
}
