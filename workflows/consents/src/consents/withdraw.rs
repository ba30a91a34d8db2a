//! Takes a consent back.

use axum::body::Body;
use axum::http::Response;
use domain::{Permission, PurposeName, SubjectId};
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Seen, admit};
use kit::path::Captured;
use kit::problem::Problem;

use super::record::{Recorded, Said, carry_out};

/// Take a consent back. It needs no body: withdrawing is no harder than giving (Art. 7(3)).
#[utoipa::path(
    post,
    path = "/v1/subjects/{subject}/consents/{purpose}/withdraw",
    operation_id = "withdraw_consent",
    tag = "consents",
    params(
        ("subject" = String, Path, format = Uuid, description = "Id of the subject"),
        ("purpose" = String, Path, description = "Name of the purpose"),
    ),
    responses((status = 201, description = "Withdrawn", body = Recorded), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    mut session: Session,
    path: Captured,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    session.caller.require(Permission::RecordConsents)?;
    let subject: SubjectId = path.get("subject")?;
    let purpose: PurposeName = path.get("purpose")?;
    let sent = incoming.nothing().await?;
    let call = match admit(&mut session.db, &session.caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    carry_out(session, call, subject, Said::withdrawal(purpose)).await
}
