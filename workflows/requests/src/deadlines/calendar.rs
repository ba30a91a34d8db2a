//! What is due, as iCalendar (RFC 5545): ids and dates, and nothing about anybody.

use axum::body::Body;
use axum::http::{Response, header};
use axum::response::IntoResponse;
use chrono::{DateTime, NaiveDate, Utc};
use domain::Permission;
use icalendar::{Calendar, Component as _, Event, EventLike as _};
use jiff::civil::Date;
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
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0"));
    calendar.append_property(("PRODID", "-//Lethe//Deadlines//EN"));
    calendar.append_property(("CALSCALE", "GREGORIAN"));
    for request in requests {
        let due = request.deadline.as_ref().and_then(|deadline| deadline.due);
        if let Some(entry) = due.and_then(|due| entry(&request, due.on)) {
            calendar.push(entry);
        }
    }
    let headers = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8")];
    Ok((headers, calendar.to_string()).into_response())
}

/// The entry of a request, which says the same whenever it is asked for.
fn entry(request: &Request, on: Date) -> Option<Event> {
    let day = NaiveDate::from_ymd_opt(
        on.year().into(),
        on.month().try_into().ok()?,
        on.day().try_into().ok()?,
    )?;
    let changed: DateTime<Utc> =
        DateTime::from_timestamp_millis(request.changed_at.as_millisecond())?;
    let id = request.request_id;
    let mut event = Event::new();
    event
        .uid(&format!("{id}@lethe"))
        .timestamp(changed)
        .summary(&format!("{} request due", request.kind.as_str()))
        .description(&format!("/v1/requests/{id}"))
        .all_day(day);
    Some(event.done())
}
