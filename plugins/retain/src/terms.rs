//! When a rule ends for a record.

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use lethe_plugin::{Date, RecordFacts, Refusal, Value};

use crate::{Condition, Rule, Since};

/// When the rule ends, in milliseconds since 1970; none where it is not about the record, or has not begun.
pub(crate) fn end(rule: &Rule, record: &RecordFacts<'_>) -> Result<Option<i64>, Refusal> {
    if !rule
        .only_if
        .as_ref()
        .is_none_or(|condition| holds(condition, record))
    {
        return Ok(None);
    }
    let start = match &rule.since {
        Since::Created => moment(record.created_ms),
        Since::Changed => moment(record.changed_ms),
        Since::Field(name) => match record.get(name) {
            Some(Value::Date(date)) => midnight(date),
            Some(Value::Timestamp(ms)) => moment(ms),
            Some(_) => {
                let message = format!("{name} holds neither days nor moments");
                return Err(Refusal::UnsupportedColumn(message));
            }
            None => None,
        },
    };
    let Some(start) = start else {
        return Ok(None);
    };
    let end = start.to_zoned(TimeZone::UTC).checked_add(rule.keep_for);
    let beyond = |_| Refusal::InvalidParameters("a duration leaves the calendar".to_owned());
    Ok(Some(end.map_err(beyond)?.timestamp().as_millisecond()))
}

fn holds(condition: &Condition, record: &RecordFacts<'_>) -> bool {
    let value = record.get(&condition.field);
    value.is_some_and(|value| condition.is.contains(&value.to_string()))
}

fn moment(ms: i64) -> Option<Timestamp> {
    Timestamp::from_millisecond(ms).ok()
}

/// The beginning of a day in UTC.
fn midnight(date: Date) -> Option<Timestamp> {
    let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
    let day = civil::Date::new(date.year, month, day).ok()?;
    Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp())
}
