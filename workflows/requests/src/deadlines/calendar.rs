//! What is due, as iCalendar (RFC 5545): ids and dates, and nothing about anybody.

use axum::body::Body;
use axum::http::{Response, header};
use axum::response::IntoResponse;
use domain::Permission;
use domain::deadline::{Entry, feed};
use kit::door::Session;
use kit::problem::Problem;
use store::Page;
use store::requests::Request;

/// The most entries of a calendar: those that are due next.
const MOST: u32 = Page::MAX_LIMIT;

/// Get what is due as a calendar. Each request that is not settled is an entry on the last day of its period.
#[utoipa::path(
    get,
    path = "/v1/deadlines.ics",
    operation_id = "get_deadline_calendar",
    tag = "deadlines",
    responses(
        (status = 200, description = "The calendar", content_type = "text/calendar", body = String),
        kit::openapi::Refusals,
    ),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ReadRequests)?;
    let page = Page::new(MOST, None);
    let (requests, _) = store::deadlines::list(&mut db, &caller.scope, None, &page).await?;
    let entries: Vec<Entry> = requests.iter().filter_map(entry).collect();
    let headers = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8")];
    Ok((headers, feed(&entries)).into_response())
}

/// The entry of a request, which says the same whenever it is asked for; none while its clock stands.
fn entry(request: &Request) -> Option<Entry> {
    let deadline = request.deadline.as_ref()?;
    let id = request.request_id;
    Some(Entry {
        uid: format!("{id}@lethe"),
        stamp: request.changed_at,
        on: deadline.due?.on,
        summary: format!("{} request due", request.kind.as_str()),
        description: format!("/v1/requests/{id}"),
    })
}
