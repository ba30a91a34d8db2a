//! Signs out: here, or everywhere.

use axum::Json;
use axum::body::Body;
use axum::http::Response;
use axum::response::IntoResponse as _;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::problem::Problem;
use serde::{Deserialize, Serialize};
use store::{Tx, sessions};

/// Which sessions end.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignOut {
    /// Whether all sessions of the account end, and not this one alone.
    everywhere: bool,
}

/// Sessions that ended.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct SignedOut {
    /// How many.
    sessions: u64,
}

/// Sign out, here or everywhere.
#[utoipa::path(
    post,
    path = "/v1/sign-out",
    operation_id = "sign_out",
    tag = "accounts",
    request_body = SignOut,
    responses((status = 200, description = "Ended", body = SignedOut), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    let Some(session) = &caller.actor.session else {
        return Err(Problem::forbidden());
    };
    let wanted: SignOut = incoming.json().await?.parse()?;
    let now = kit::clock::now();
    let (scope, id) = (&caller.scope, session.account_id);
    let mut tx = Tx::begin(&mut db).await?;
    let ended = if wanted.everywhere {
        sessions::end_others(&mut tx, scope, id, None, now).await?
    } else {
        store::tokens::revoke(&mut tx, scope, session.token_id, now).await?;
        1
    };
    Event::new("session.ended", "account", &id)
        .count("sessions", ended)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    let mut response = Json(SignedOut { sessions: ended }).into_response();
    crate::session::take_away(&mut response);
    Ok(response)
}
