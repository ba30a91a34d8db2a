//! When a retention ends.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::collection::{Retention, RetentionStart};
use crate::{Fields, Value};

/// The times of a record from which retentions are counted.
#[derive(Debug, Clone, Copy)]
pub struct Moments<'a> {
    /// When it was made.
    pub created: Timestamp,
    /// When it was changed last, if it ever was.
    pub changed: Option<Timestamp>,
    /// What it holds, as far as retentions are counted from it.
    pub fields: &'a Fields,
}

/// When a retention ends; `None` when it has not begun, or never ends.
///
/// Days, months and years are those of the calendar in UTC: a month from 31 January ends on the
/// last day of February. With `from_year_end` it is counted from the end of the year in which it
/// began (as Section 147(4) of the German Fiscal Code has it).
pub fn ends(
    retention: &Retention,
    from_year_end: bool,
    moments: &Moments<'_>,
) -> Option<Timestamp> {
    let start = start(&retention.from, moments)?;
    let start = if from_year_end {
        let next = start.year().checked_add(1)?;
        DateTime::new(next, 1, 1, 0, 0, 0, 0).ok()?
    } else {
        start
    };
    let zoned = start.to_zoned(TimeZone::UTC).ok()?;
    Some(zoned.checked_add(retention.keep_for).ok()?.timestamp())
}

fn start(from: &RetentionStart, moments: &Moments<'_>) -> Option<DateTime> {
    let moment = match from {
        RetentionStart::Created => moments.created,
        RetentionStart::Changed => moments.changed.unwrap_or(moments.created),
        RetentionStart::Field(name) => match moments.fields.get(name)? {
            Value::Date(date) => return Some(date.at(0, 0, 0, 0)),
            Value::Timestamp(at) => *at,
            _ => return None,
        },
    };
    Some(TimeZone::UTC.to_datetime(moment))
}
