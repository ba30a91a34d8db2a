//! The clock of a request: when it is due by the tenant's calendar.

use domain::deadline::{Calendar, DeadlineError, RequestClock};
use jiff::{SignedDuration, Timestamp};
use kit::door::Caller;
use kit::problem::Problem;
use store::deadlines::Deadline;
use store::requests::Request;
use store::{Sql, TenantScope, Tx, deadlines};

/// The tenant's calendar.
async fn calendar<S: Sql>(sql: &mut S, scope: &TenantScope) -> Result<Calendar, Problem> {
    let settings = store::settings::find(sql, scope).await?;
    settings.calendar().map_err(failed)
}

/// Lets the clock run on, if it stands.
pub(crate) async fn resume<S: Sql>(
    tx: &mut Tx<'_, S>,
    caller: &Caller,
    request: &Request,
    at: Timestamp,
) -> Result<(), Problem> {
    let Some(deadline) = &request.deadline else {
        return Ok(());
    };
    if deadline.paused_at.is_none() {
        return Ok(());
    }
    let calendar = calendar(tx, &caller.scope).await?;
    let clock = clock(request, deadline, at);
    let due = clock.due(&calendar).map_err(failed)?;
    deadlines::resume(tx, &caller.scope, request.request_id, clock.stood, due).await?;
    Ok(())
}

/// Extends the period, within its first month (Art. 12(3)).
pub(crate) async fn extend<S: Sql>(
    tx: &mut Tx<'_, S>,
    caller: &Caller,
    request: &Request,
    at: Timestamp,
) -> Result<(), Problem> {
    let deadline = request.deadline.as_ref().ok_or_else(|| {
        Problem::conflict(
            "no-deadline",
            "the request was filed before deadlines were kept",
        )
    })?;
    let calendar = calendar(tx, &caller.scope).await?;
    let first = RequestClock {
        is_extended: false,
        ..clock(request, deadline, at)
    };
    if at >= first.due(&calendar).map_err(failed)?.at {
        let detail = "the subject must be told of an extension within the first month (Art. 12(3))";
        return Err(Problem::conflict("period-over", detail));
    }
    let extended = RequestClock {
        is_extended: true,
        ..first
    };
    let due = match deadline.paused_at {
        Some(_) => None,
        None => Some(extended.due(&calendar).map_err(failed)?),
    };
    deadlines::extend(tx, &caller.scope, request.request_id, due, at).await?;
    Ok(())
}

/// The clock as it would be if it ran on from now.
fn clock(request: &Request, deadline: &Deadline, at: Timestamp) -> RequestClock {
    let stands = deadline.paused_at.map(|since| at.duration_since(since));
    RequestClock {
        received_at: request.received_at,
        stood: deadline.stood + stands.unwrap_or(SignedDuration::ZERO),
        is_extended: deadline.extended_at.is_some(),
    }
}

/// Settings are checked when they are kept, so this is nothing that a caller can mend.
fn failed(error: DeadlineError) -> Problem {
    Problem::internal(error.to_string())
}
