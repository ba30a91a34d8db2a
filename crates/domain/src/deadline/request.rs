//! The clock of a data subject's request (Art. 12(3) GDPR).

use jiff::{SignedDuration, Timestamp};

use super::{Calendar, ClockKind, DeadlineError, Due, Period, clock};

/// What decides when a request is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestClock {
    /// When it was received.
    pub received_at: Timestamp,
    /// For how long the clock stood because nobody knew who asks (Art. 12(6) GDPR).
    pub stood: SignedDuration,
    /// Whether the period was extended.
    pub is_extended: bool,
}

impl RequestClock {
    /// Starts the clock.
    pub const fn start(received_at: Timestamp) -> Self {
        Self {
            received_at,
            stood: SignedDuration::ZERO,
            is_extended: false,
        }
    }

    /// When the request is due: as if it had been received by as much later as the clock stood.
    ///
    /// The extension counts from the receipt as the first month does: three months in all, not three
    /// ends that were each moved to a working day.
    ///
    /// # Errors
    /// [`DeadlineError`] when no rule was in force, or the end lies beyond the calendar.
    pub fn due(&self, calendar: &Calendar) -> Result<Due, DeadlineError> {
        let event = self.received_at.checked_add(self.stood)?;
        let rule = clock(
            ClockKind::Request,
            calendar.state(),
            calendar.day_of(self.received_at),
        )?;
        let whole = match (rule.period, rule.extension) {
            (Period::Months(first), Some(Period::Months(more))) if self.is_extended => {
                Period::Months(first.saturating_add(more))
            }
            (first, Some(more)) if self.is_extended => {
                return calendar.end(calendar.end(event, first)?.at, more);
            }
            (first, _) => first,
        };
        calendar.end(event, whole)
    }
}
