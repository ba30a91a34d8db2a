//! What a tenant says about itself: where its deadlines run.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Shortcoming;
use crate::deadline::{Calendar, DeadlineError, MemberState};

/// The most holidays that a tenant can add: those of a decade.
const MAX_HOLIDAYS: usize = 200;

/// The settings of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The time zone in which a day ends, by its name in the IANA database.
    pub time_zone: String,
    /// The member state whose public holidays are no working days; none has none.
    pub member_state: Option<MemberState>,
    /// Days besides on which nobody works, such as holidays of a region.
    pub holidays: Vec<Date>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            time_zone: "Etc/UTC".to_owned(),
            member_state: None,
            holidays: Vec::new(),
        }
    }
}

impl Settings {
    /// The calendar by which deadlines are calculated.
    ///
    /// # Errors
    /// [`DeadlineError::UnknownTimeZone`].
    pub fn calendar(&self) -> Result<Calendar, DeadlineError> {
        let holidays = self.holidays.iter().copied();
        Calendar::new(&self.time_zone, self.member_state.clone(), holidays)
    }

    /// Checks that there is such a calendar.
    ///
    /// # Errors
    /// With what is wrong.
    pub fn check(&self) -> Result<(), Vec<Shortcoming>> {
        let mut found = Vec::new();
        if let Err(error) = self.calendar() {
            found.push(Shortcoming::at(&["time_zone"], error.to_string()));
        }
        if self.holidays.len() > MAX_HOLIDAYS {
            let message = format!("at most {MAX_HOLIDAYS} days can be added");
            found.push(Shortcoming::at(&["holidays"], message));
        }
        if found.is_empty() { Ok(()) } else { Err(found) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_settings_days_end_in_utc_and_there_are_no_holidays() {
        let settings: Settings = serde_json::from_str("{}").unwrap();
        assert_eq!(settings, Settings::default());
        let christmas = "2026-12-25".parse().unwrap();
        assert!(settings.calendar().unwrap().is_working_day(christmas));
    }

    #[test]
    fn a_zone_that_does_not_exist_is_named() {
        let settings = Settings {
            time_zone: "Mars/Olympus".to_owned(),
            ..Settings::default()
        };
        assert_eq!(settings.check().unwrap_err()[0].pointer, "/time_zone");
    }
}
