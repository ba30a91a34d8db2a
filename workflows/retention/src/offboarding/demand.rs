//! Demands that everything is deleted at once.

use axum::body::Body;
use axum::http::Response;
use domain::{JobId, Permission};
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Answer, Seen, admit};
use kit::problem::Problem;
use serde::Deserialize;

use super::{OffboardingView, calendar, confirmed, noticed, standing, wrong};

/// That everything is to be deleted.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDemand {
    /// The name of the tenant, so that nobody deletes it by a slip.
    confirm: String,
    /// For how many hours this can be taken back: 0 to 24, 24 when left out.
    #[serde(default = "a_day")]
    #[schema(minimum = 0, maximum = 24)]
    undo_hours: u32,
}

fn a_day() -> u32 {
    24
}

/// Demand that everything is deleted without waiting for the end of the retrieval period: within two working days,
/// and not before the hours are over in which the demand can be taken back. Notice must have been given.
#[utoipa::path(
    post,
    path = "/v1/offboarding/deletion",
    operation_id = "demand_deletion",
    tag = "offboarding",
    request_body = NewDemand,
    responses((status = 200, description = "Demanded", body = OffboardingView), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::Offboard)?;
    let sent = incoming.json().await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let NewDemand {
        confirm,
        undo_hours,
    } = sent.parse()?;
    let scope = &caller.scope;
    confirmed(&mut db, scope, &confirm).await?;
    let calendar = calendar(&mut db, scope).await?;
    let mut tx = call.begin(&mut db, &caller).await?;
    let notice = noticed(&mut tx, scope)
        .await?
        .demand(call.at, undo_hours, &calendar)
        .map_err(wrong)?;
    let job_id = JobId::generate(call.at, kit::entropy::bytes()?);
    store::offboarding::change_notice(&mut tx, scope, &notice, job_id, call.at).await?;
    Event::new("offboarding.demanded", "tenant", &scope.tenant_id())
        .append(&mut tx, &caller)
        .await?;
    let view = standing(&mut tx, scope).await?;
    call.finish(tx, &caller, Answer::ok(view)).await
}
