//! Cancels a request that is pending (9).

use axum::body::Body;
use axum::http::{Response, StatusCode};
use domain::protocols::opendsr::{self, Status};
use domain::request::RequestEvent;
use kit::audit::Event;
use kit::path::Captured;
use kit::problem::Problem;
use serde_json::json;
use store::Tx;
use store::requests::{Evidence, Transition};

use super::get;
use crate::opendsr::answer::wrong;
use crate::opendsr::session::Controller;

/// Withdraws the request, while nothing was done for it.
pub(in crate::opendsr) async fn handler(
    controller: Controller,
    path: Captured,
) -> Result<Response<Body>, Problem> {
    let Controller {
        caller,
        mut db,
        signer,
        ..
    } = controller;
    let id: String = path.get("request")?;
    let (scope, now) = (&caller.scope, kit::clock::now());
    let mut tx = Tx::begin(&mut db).await?;
    let found = get(&mut tx, scope, &id).await?;
    let filed = match &found.filed {
        Some(filed) if found.status() == Status::Pending => filed,
        _ => {
            tx.rollback().await?;
            let message = "is not pending, so it cannot be cancelled";
            return signer.refuse(&[wrong("subject_request_id", "not_pending", message)]);
        }
    };
    let step = Transition {
        from: filed.state,
        event: RequestEvent::Withdraw,
        at: now,
        evidence: Evidence::default(),
    };
    let request_id = filed.request_id;
    store::requests::transition(&mut tx, scope, &caller.actor, request_id, &step).await?;
    Event::new("request.withdrawn", "request", &request_id)
        .append(&mut tx, &caller)
        .await?;
    let view = json!({
        "controller_id": scope.tenant_id(),
        "subject_request_id": id,
        "received_time": now,
        "api_version": opendsr::VERSION,
    });
    let answer = signer.answer(StatusCode::ACCEPTED, &view)?;
    tx.commit().await?;
    Ok(answer)
}
