//! Gives notice.

use axum::body::Body;
use axum::http::Response;
use domain::offboarding::NoticeDraft;
use domain::{JobId, Permission};
use jiff::civil::Date;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Answer, Seen, admit};
use kit::problem::Problem;
use serde::Deserialize;
use store::Error;

use super::{OffboardingView, calendar, confirmed, standing, wrong};

/// What a tenant says when it leaves.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewNotice {
    /// The name of the tenant, so that nobody ends a contract by a slip.
    confirm: String,
    /// The last day of the contract; today when left out.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    ends_on: Option<Date>,
    /// For how many days everything can be fetched afterwards: 30 to 365, 30 when left out.
    #[serde(default)]
    #[schema(minimum = 30, maximum = 365)]
    retrieval_days: Option<u32>,
}

/// Give notice: the contract ends, everything can be fetched for 30 days or more, and then it is deleted. Until then
/// the notice can be taken back. The token that is used goes on showing how it stands.
#[utoipa::path(
    post,
    path = "/v1/offboarding",
    operation_id = "give_notice",
    tag = "offboarding",
    request_body = NewNotice,
    responses((status = 201, description = "Given", body = OffboardingView), kit::openapi::BodyRefusals),
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
    let new: NewNotice = sent.parse()?;
    let scope = &caller.scope;
    confirmed(&mut db, scope, &new.confirm).await?;
    let draft = NoticeDraft {
        ends_on: new.ends_on,
        retrieval_days: new.retrieval_days,
    };
    let notice = draft
        .check(call.at, &calendar(&mut db, scope).await?)
        .map_err(wrong)?;
    let token_hash = store::tokens::hash_of(&mut db, scope, caller.actor.token()).await?;
    let token_hash = token_hash.ok_or_else(Problem::unauthenticated)?;
    let job_id = JobId::generate(call.at, kit::entropy::bytes()?);
    let mut tx = call.begin(&mut db, &caller).await?;
    match store::offboarding::give_notice(&mut tx, scope, &token_hash, &notice, job_id).await {
        Err(Error::Exists { .. }) => {
            let detail = "notice was given before; it can be taken back, or deletion be demanded";
            return Err(Problem::conflict("exists", detail));
        }
        given => given?,
    }
    Event::new("offboarding.noticed", "tenant", &scope.tenant_id())
        .append(&mut tx, &caller)
        .await?;
    let view = standing(&mut tx, scope).await?;
    let answer = Answer::created("/v1/offboarding".to_owned(), view);
    call.finish(tx, &caller, answer).await
}
