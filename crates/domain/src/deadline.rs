//! Legal deadlines: how long each is, and when it ends.
//!
//! Periods are calculated by Regulation (EEC, Euratom) No 1182/71. How long they are and which days
//! are public holidays is data with a version (`clocks.json`, `holidays.json`), because both change
//! without this program. The time is an argument everywhere.

mod calendar;
mod clock;
mod easter;
mod feed;
mod holidays;
mod request;

pub use calendar::{Calendar, Due, Period};
pub use clock::{Clock, ClockKind, RULES, clock};
pub use feed::{Entry, feed};
pub use holidays::MemberState;
pub use request::RequestClock;

/// Why a deadline cannot be calculated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeadlineError {
    /// The time zone is in no edition of the database that this program holds.
    #[error("not a time zone: expected a name such as Europe/Berlin")]
    UnknownTimeZone,
    /// No holidays are known for the state.
    #[error("not a member state with a calendar: expected a code such as DE")]
    UnknownMemberState,
    /// No rule for this clock was in force at that time.
    #[error("no rule was in force at that time")]
    NotInForce,
    /// The end lies beyond the years that can be calculated with.
    #[error("the deadline lies beyond the calendar")]
    OutOfRange,
}

impl From<jiff::Error> for DeadlineError {
    fn from(_: jiff::Error) -> Self {
        Self::OutOfRange
    }
}

#[cfg(test)]
mod tests;
