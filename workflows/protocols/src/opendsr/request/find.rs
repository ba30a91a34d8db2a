//! Tells where a request stands (8).

use axum::body::Body;
use axum::http::{Response, StatusCode};
use domain::protocols::opendsr::{self, Status};
use domain::request::RequestKind;
use kit::path::Captured;
use kit::problem::Problem;
use serde_json::{Value as Json, json};

use super::get;
use crate::opendsr::session::Controller;

/// Gives the status, and where the results are once there are some.
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
    let found = get(&mut db, &caller.scope, &id).await?;
    let deadline = found
        .filed
        .as_ref()
        .and_then(|filed| filed.deadline.as_ref());
    let due = deadline.and_then(|deadline| deadline.due);
    let status = found.status();
    let mut view = json!({
        "controller_id": caller.scope.tenant_id(),
        "expected_completion_time": due.map_or(found.came.due_at, |due| due.at),
        "subject_request_id": id,
        "request_status": status,
        "api_version": opendsr::VERSION,
    });
    if status == Status::Completed
        && let Some(members) = view.as_object_mut()
    {
        let filed = found.filed.as_ref();
        let counted = filed.and_then(|filed| filed.outcome.as_ref());
        let count = counted
            .and_then(|outcome| outcome.get("records"))
            .map_or(0, sum);
        members.insert("results_count".to_owned(), count.into());
        let gives_data = |kind| matches!(kind, RequestKind::Access | RequestKind::Portability);
        if let Some(filed) = filed.filter(|filed| gives_data(filed.kind)) {
            let domain = &signer.domain;
            let url = format!("https://{domain}/v1/requests/{}/answer", filed.request_id);
            members.insert("results_url".to_owned(), url.into());
        }
    }
    signer.answer(StatusCode::OK, &view)
}

/// The records of all collections together.
fn sum(counts: &Json) -> u64 {
    let counts = counts.as_object().into_iter().flatten();
    counts.filter_map(|(_, count)| count.as_u64()).sum()
}
