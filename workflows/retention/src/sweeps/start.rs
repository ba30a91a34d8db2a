//! Starts a sweep.

use axum::body::Body;
use axum::http::Response;
use domain::{Permission, SweepId};
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Answer, Seen, admit};
use kit::problem::Problem;
use serde::{Deserialize, Serialize};

use super::begin;

/// A sweep to be started.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// Whether it only counts what a sweep would do now.
    dry_run: bool,
}

/// A sweep that was started.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Started {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    sweep_id: SweepId,
}

/// Start a sweep now, beside the daily one. It is worked off in batches, in the background.
#[utoipa::path(
    post,
    path = "/v1/retention/sweeps",
    operation_id = "start_retention_sweep",
    tag = "retention",
    request_body = Wanted,
    responses((status = 201, description = "Started", body = Started), kit::openapi::BodyRefusals),
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
    let Wanted { dry_run } = sent.parse()?;
    let mut tx = call.begin(&mut db, &caller).await?;
    let sweep_id = begin(&mut tx, &caller, dry_run, call.at).await?;
    let location = format!("/v1/retention/sweeps/{sweep_id}");
    let answer = Answer::created(location, Started { sweep_id });
    call.finish(tx, &caller, answer).await
}
