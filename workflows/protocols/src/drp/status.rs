//! Where a request stands, as the protocol says it (3.03).

use domain::protocols::drp::{self, Reason, Status};
use jiff::Timestamp;
use kit::problem::Problem;
use serde::Serialize;
use store::protocol_requests::ProtocolRequest;
use store::{Sql, TenantScope};

/// The status of a request.
#[derive(Serialize)]
pub(crate) struct StatusView {
    request_id: String,
    received_at: Timestamp,
    expected_by: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent_request_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    processing_details: Option<&'static str>,
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
}

/// Tells where a request stands now.
pub(crate) async fn status<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    request: ProtocolRequest,
) -> Result<StatusView, Problem> {
    let mut view = StatusView {
        request_id: request.external_id,
        received_at: request.received_at,
        expected_by: request.due_at,
        agent_request_id: request.reference,
        processing_details: None,
        status: Status::Denied,
        reason: None,
    };
    if let Some(unfiled) = request.unfiled {
        let (reason, details) = drp::denied(unfiled);
        view.reason = Some(reason);
        view.processing_details = Some(details);
    }
    let Some(request_id) = request.request_id else {
        return Ok(view);
    };
    let filed = store::requests::find(sql, scope, request_id).await?;
    let filed = filed.ok_or_else(|| Problem::internal("a request of an agent is gone"))?;
    (view.status, view.reason) = drp::status(filed.state);
    if filed.state == domain::request::RequestState::Refused {
        view.processing_details = Some("the business tells the subject why");
    }
    if let Some(deadline) = filed.deadline {
        if let Some(due) = deadline.due {
            view.expected_by = due.at;
        }
        if deadline.extended_at.is_some() && !filed.state.is_final() {
            // An extension needs its details (3.08).
            view.processing_details =
                Some("the period was extended by two months (Art. 12(3) GDPR)");
        }
    }
    Ok(view)
}
