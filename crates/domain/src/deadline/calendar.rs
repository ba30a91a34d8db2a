//! When a period ends, by Regulation (EEC, Euratom) No 1182/71.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde::Deserialize;

use super::{DeadlineError, MemberState};

/// A length of time in the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// Hours, weekends and holidays among them.
    Hours(u32),
    /// Calendar days.
    Days(u32),
    /// Days that are no holiday, Saturday or Sunday.
    WorkingDays(u32),
    /// Calendar months.
    Months(u32),
}

/// The end of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The first instant after it: who acts before is in time.
    pub at: Timestamp,
    /// Its last day in the tenant's time zone.
    pub on: Date,
}

/// Where deadlines run: a time zone, and the days that nobody works.
#[derive(Debug, Clone)]
pub struct Calendar {
    zone: TimeZone,
    state: Option<MemberState>,
    holidays: BTreeSet<Date>,
}

impl Calendar {
    /// Makes the calendar of a time zone (its name in the IANA database), the holidays of a member
    /// state and others besides, such as those of a region.
    ///
    /// # Errors
    /// [`DeadlineError::UnknownTimeZone`].
    pub fn new(
        zone: &str,
        state: Option<MemberState>,
        holidays: impl IntoIterator<Item = Date>,
    ) -> Result<Self, DeadlineError> {
        Ok(Self {
            zone: TimeZone::get(zone).map_err(|_| DeadlineError::UnknownTimeZone)?,
            state,
            holidays: holidays.into_iter().collect(),
        })
    }

    /// The member state.
    pub fn state(&self) -> Option<&MemberState> {
        self.state.as_ref()
    }

    /// The day on which something happens here.
    pub fn day_of(&self, event: Timestamp) -> Date {
        self.zone.to_datetime(event).date()
    }

    /// Tells whether a day is a working day (Art. 2(2)).
    pub fn is_working_day(&self, date: Date) -> bool {
        !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
            && !self.holidays.contains(&date)
            && !self
                .state
                .as_ref()
                .is_some_and(|state| state.is_holiday(date))
    }

    /// The end of a period that an event begins.
    ///
    /// The day of the event is not counted (Art. 3(1)). A period of months ends with the day of the
    /// same number, or the last of a month that lacks it (Art. 3(2)(c)); one that would end on a
    /// holiday, a Saturday or a Sunday ends with the next working day (Art. 3(4)); one of two days or
    /// more has two working days at least (Art. 3(5)). Hours are counted from the event itself: the
    /// regulation would begin with the next full hour, so this end is never later than that.
    ///
    /// # Errors
    /// [`DeadlineError::OutOfRange`].
    pub fn end(&self, event: Timestamp, period: Period) -> Result<Due, DeadlineError> {
        let day = self.day_of(event);
        let last = match period {
            Period::Hours(hours) => {
                let at = event.checked_add(SignedDuration::from_hours(hours.into()))?;
                let on = self.day_of(at);
                return Ok(Due { at, on });
            }
            Period::Days(days) => self.in_full(day, day.checked_add(span(days)?.days())?, days)?,
            Period::Months(months) => self.in_full(
                day,
                day.checked_add(span(months)?.months())?,
                months.saturating_mul(28),
            )?,
            Period::WorkingDays(days) => self.working_days_after(day, days)?,
        };
        let at = last.tomorrow()?.to_zoned(self.zone.clone())?.timestamp();
        Ok(Due { at, on: last })
    }

    /// Moves the last day of a period of so many days to one on which somebody works.
    fn in_full(&self, day: Date, last: Date, days: u32) -> Result<Date, DeadlineError> {
        let last = self.working_days_after(last.yesterday()?, 1)?;
        if days < 2 {
            return Ok(last);
        }
        Ok(last.max(self.working_days_after(day, 2)?))
    }

    /// The last of so many working days after a day.
    fn working_days_after(&self, day: Date, count: u32) -> Result<Date, DeadlineError> {
        let mut day = day;
        for _ in 0..count {
            day = day.tomorrow()?;
            while !self.is_working_day(day) {
                day = day.tomorrow()?;
            }
        }
        Ok(day)
    }
}

fn span(count: u32) -> Result<i64, DeadlineError> {
    // Longer periods than the calendar has days are no periods.
    if count > 7_304_484 {
        return Err(DeadlineError::OutOfRange);
    }
    Ok(count.into())
}
