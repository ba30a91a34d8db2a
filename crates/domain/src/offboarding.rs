//! How a tenant leaves: notice, a time in which it can fetch everything, deletion.
//!
//! The contract ends on a day; from then on everything can be fetched for 30 days at least (Art. 25(2)(g) of
//! Regulation (EU) 2023/2854), and then it is deleted. A tenant that has all it needs may ask for deletion at
//! once, which is then done within two working days. Both periods are data with a version, like all legal clocks.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use crate::Shortcoming;
use crate::deadline::{Calendar, ClockKind, DeadlineError, Due, Period, RULES, clock};

/// The longest time, in days, that a tenant can choose to fetch everything in.
const MOST_RETRIEVAL_DAYS: u32 = 365;
/// How far ahead a contract may be ended: a year.
const MOST_NOTICE_YEARS: i64 = 1;
/// The longest time, in hours, in which a demand for deletion can be taken back: it must lie before two working days.
const MOST_UNDO_HOURS: u32 = 24;

/// What a tenant says when it leaves.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeDraft {
    /// The last day of the contract, in the tenant's time zone; today when left out.
    #[serde(default)]
    pub ends_on: Option<Date>,
    /// For how many days everything can be fetched afterwards: at least what the law says, and that when left out.
    #[serde(default)]
    pub retrieval_days: Option<u32>,
}

/// Notice that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// When.
    pub given_at: Timestamp,
    /// The last day of the contract.
    pub ends_on: Date,
    /// The last day on which everything can be fetched.
    pub retrieval_until: Date,
    /// The first instant after that day: the deletion begins.
    pub deletion_at: Timestamp,
    /// The version of the rules by which that was calculated.
    pub rules: String,
    /// That everything is to be deleted earlier, if the tenant has asked for it.
    #[serde(default)]
    pub demand: Option<Demand>,
}

/// That everything is to be deleted without waiting for the end of the retrieval period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demand {
    /// When it was asked for.
    pub made_at: Timestamp,
    /// When the deletion begins; until then the demand can be taken back.
    pub deletion_at: Timestamp,
    /// The first instant at which it would be late.
    pub due_at: Timestamp,
    /// The last day on which it is in time.
    pub due_on: Date,
}

impl NoticeDraft {
    /// Checks what is said, and calculates from it.
    ///
    /// # Errors
    /// With everything that is wrong.
    pub fn check(
        &self,
        given_at: Timestamp,
        calendar: &Calendar,
    ) -> Result<Notice, Vec<Shortcoming>> {
        let today = calendar.day_of(given_at);
        let ends_on = self.ends_on.unwrap_or(today);
        let unheard = |error: DeadlineError| vec![Shortcoming::at(&["ends_on"], error.to_string())];
        let least = least_retrieval(calendar, ends_on.max(today)).map_err(unheard)?;
        let days = self.retrieval_days.unwrap_or(least);
        let latest = today
            .checked_add(MOST_NOTICE_YEARS.years())
            .unwrap_or(Date::MAX);
        let mut found = Vec::new();
        if !(today..=latest).contains(&ends_on) {
            let message = format!("must be a day from {today} to {latest}");
            found.push(Shortcoming::at(&["ends_on"], message));
        }
        if !(least..=MOST_RETRIEVAL_DAYS).contains(&days) {
            let message = format!("must be from {least} to {MOST_RETRIEVAL_DAYS}");
            found.push(Shortcoming::at(&["retrieval_days"], message));
        }
        if !found.is_empty() {
            return Err(found);
        }
        let end = retrieval_end(calendar, given_at, ends_on, days).map_err(unheard)?;
        Ok(Notice {
            given_at,
            ends_on,
            retrieval_until: end.on,
            deletion_at: end.at,
            rules: RULES.clone(),
            demand: None,
        })
    }
}

impl Notice {
    /// When the deletion begins, as things stand.
    pub fn deletion_at(&self) -> Timestamp {
        let demanded = self.demand.as_ref().map(|demand| demand.deletion_at);
        demanded.unwrap_or(self.deletion_at).min(self.deletion_at)
    }

    /// Asks for deletion `undo_hours` (0 to 24) from now.
    ///
    /// # Errors
    /// When no demand can be taken back for so long.
    pub fn demand(
        &self,
        made_at: Timestamp,
        undo_hours: u32,
        calendar: &Calendar,
    ) -> Result<Self, Vec<Shortcoming>> {
        let wrong = |message: String| vec![Shortcoming::at(&["undo_hours"], message)];
        if undo_hours > MOST_UNDO_HOURS {
            return Err(wrong(format!("must be from 0 to {MOST_UNDO_HOURS}")));
        }
        let calculated = || {
            let rule = clock(
                ClockKind::OffboardingDeletion,
                calendar.state(),
                calendar.day_of(made_at),
            )?;
            let due = calendar.end(made_at, rule.period)?;
            let undo = SignedDuration::from_hours(undo_hours.into());
            let deletion_at = made_at.checked_add(undo)?;
            Ok::<_, DeadlineError>((due, deletion_at))
        };
        let (due, deletion_at) = calculated().map_err(|error| wrong(error.to_string()))?;
        Ok(Self {
            demand: Some(Demand {
                made_at,
                deletion_at,
                due_at: due.at,
                due_on: due.on,
            }),
            ..self.clone()
        })
    }
}

/// The least number of days in which everything can be fetched.
fn least_retrieval(calendar: &Calendar, on: Date) -> Result<u32, DeadlineError> {
    match clock(ClockKind::OffboardingRetrieval, calendar.state(), on)?.period {
        Period::Days(days) => Ok(days),
        Period::Hours(_) | Period::WorkingDays(_) | Period::Months(_) => {
            Err(DeadlineError::NotInForce)
        }
    }
}

/// The end of the time in which everything can be fetched: the day on which the contract ends is not counted.
fn retrieval_end(
    calendar: &Calendar,
    given_at: Timestamp,
    ends_on: Date,
    days: u32,
) -> Result<Due, DeadlineError> {
    let today = calendar.day_of(given_at);
    let ahead = today.until(ends_on)?.get_days();
    let event = given_at.checked_add(SignedDuration::from_hours(i64::from(ahead) * 24))?;
    // A night in which clocks are changed can put the same hour on the day beside.
    let drift = ends_on.since(calendar.day_of(event))?.get_days();
    let event = event.checked_add(SignedDuration::from_hours(i64::from(drift) * 24))?;
    calendar.end(event, Period::Days(days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;

    fn berlin() -> Calendar {
        let settings = Settings {
            time_zone: "Europe/Berlin".to_owned(),
            member_state: Some("DE".parse().unwrap()),
            ..Settings::default()
        };
        settings.calendar().unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn everything_can_be_fetched_for_thirty_days_after_the_contract() {
        let draft = NoticeDraft::default();
        let notice = draft.check(at("2026-11-23T10:00:00Z"), &berlin()).unwrap();
        assert_eq!(notice.ends_on.to_string(), "2026-11-23");
        assert_eq!(notice.retrieval_until.to_string(), "2026-12-23");
        assert_eq!(notice.deletion_at(), at("2026-12-23T23:00:00Z"));
    }

    #[test]
    fn a_period_that_would_end_on_a_holiday_ends_on_the_next_working_day() {
        let draft = NoticeDraft {
            ends_on: Some("2026-11-25".parse().unwrap()),
            retrieval_days: None,
        };
        let notice = draft.check(at("2026-11-23T10:00:00Z"), &berlin()).unwrap();
        // 25 and 26 December are holidays, 27 December 2026 is a Sunday.
        assert_eq!(notice.retrieval_until.to_string(), "2026-12-28");
    }

    #[test]
    fn the_day_on_which_the_clocks_change_shifts_nothing() {
        for hour in ["00:10", "22:30", "23:30"] {
            let given_at = at(&format!("2026-03-20T{hour}:00Z"));
            let today = berlin().day_of(given_at);
            let draft = NoticeDraft {
                ends_on: Some(today.checked_add(14.days()).unwrap()),
                retrieval_days: Some(40),
            };
            let notice = draft.check(given_at, &berlin()).unwrap();
            let last = today.checked_add(54.days()).unwrap();
            assert!(notice.retrieval_until >= last, "{hour}");
            assert!(notice.retrieval_until <= last.checked_add(3.days()).unwrap());
        }
    }

    #[test]
    fn what_cannot_be_agreed_is_named_all_at_once() {
        let draft = NoticeDraft {
            ends_on: Some("2026-11-22".parse().unwrap()),
            retrieval_days: Some(29),
        };
        let found = draft
            .check(at("2026-11-23T10:00:00Z"), &berlin())
            .unwrap_err();
        let pointers: Vec<_> = found.iter().map(|found| found.pointer.as_str()).collect();
        assert_eq!(pointers, ["/ends_on", "/retrieval_days"]);
    }

    #[test]
    fn a_demand_is_met_within_two_working_days_and_never_later_than_without_it() {
        let given_at = at("2026-11-20T10:00:00Z");
        let notice = NoticeDraft::default().check(given_at, &berlin()).unwrap();
        // A Friday: Monday and Tuesday are the two working days.
        let demanded = notice.demand(given_at, 24, &berlin()).unwrap();
        let demand = demanded.demand.clone().unwrap();
        assert_eq!(demand.due_on.to_string(), "2026-11-24");
        assert_eq!(demanded.deletion_at(), at("2026-11-21T10:00:00Z"));
        assert!(demand.deletion_at < demand.due_at);
        let late = at("2026-12-21T20:00:00Z");
        let demanded = notice.demand(late, 24, &berlin()).unwrap();
        assert_eq!(
            demanded.deletion_at(),
            notice.deletion_at.min(late + 24.hours())
        );
        assert!(notice.demand(given_at, 25, &berlin()).is_err());
    }
}
