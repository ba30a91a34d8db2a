//! When a request that is received now must be answered.

use domain::deadline::{Due, RequestClock};
use jiff::Timestamp;
use store::{Sql, TenantScope};

use crate::problem::Problem;

/// Until when, by the tenant's time zone, member state and holidays (Art. 12(3)).
pub async fn due<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    received_at: Timestamp,
) -> Result<Due, Problem> {
    // Settings are checked when they are kept, so a failure is nothing that a caller can mend.
    let failed = |error: domain::deadline::DeadlineError| Problem::internal(error.to_string());
    let settings = store::settings::find(sql, scope).await?;
    let calendar = settings.calendar().map_err(failed)?;
    RequestClock::start(received_at)
        .due(&calendar)
        .map_err(failed)
}
