//! What a tenant says about itself: where its deadlines run, and what it asks of plugins.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Shortcoming;
use crate::deadline::{Calendar, DeadlineError, MemberState};

/// The most holidays that a tenant can add: those of a decade.
const MAX_HOLIDAYS: usize = 200;

/// How often plugins may have to fail before they are suspended.
const FAILURES: RangeInclusive<u32> = 1..=1_000;

/// For how many days an erasure can be undone: at most so long that the month of Art. 12(3) GDPR is not over.
const UNDO_DAYS: RangeInclusive<u32> = 0..=25;

/// For how many days a log may be kept: long enough to find a breach and tell what it reached, and a century.
const LOG_DAYS: RangeInclusive<u32> = 30..=36_525;

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
    /// What it asks of plugins.
    pub plugins: PluginSettings,
    /// How long its log is kept.
    pub audit: AuditSettings,
    /// How erasures are carried out.
    pub erasure: ErasureSettings,
}

/// How a tenant carries out erasures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ErasureSettings {
    /// For how many days an erasure can be undone, counted from its execution; with 0 it is done at once.
    pub undo_days: u32,
}

/// How long the log of a tenant says what was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditSettings {
    /// For how many days after an event; for ever when left out. What was done goes, the tree over it stays.
    pub keep_days: Option<u32>,
}

/// What a tenant asks of plugins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PluginSettings {
    /// Whether plugins are taken in that nobody signed.
    pub allow_unsigned: bool,
    /// The failure in a row with which a plugin is suspended.
    pub suspend_after: u32,
}

impl Default for PluginSettings {
    fn default() -> Self {
        Self {
            allow_unsigned: false,
            suspend_after: 5,
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            time_zone: "Etc/UTC".to_owned(),
            member_state: None,
            holidays: Vec::new(),
            plugins: PluginSettings::default(),
            audit: AuditSettings::default(),
            erasure: ErasureSettings::default(),
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

    /// Checks that there is such a calendar, and that plugins may fail as often as one may.
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
        if !FAILURES.contains(&self.plugins.suspend_after) {
            let (least, most) = (FAILURES.start(), FAILURES.end());
            let message = format!("must be from {least} to {most}");
            found.push(Shortcoming::at(&["plugins", "suspend_after"], message));
        }
        if self
            .audit
            .keep_days
            .is_some_and(|days| !LOG_DAYS.contains(&days))
        {
            let (least, most) = (LOG_DAYS.start(), LOG_DAYS.end());
            let message = format!("must be from {least} to {most}");
            found.push(Shortcoming::at(&["audit", "keep_days"], message));
        }
        if !UNDO_DAYS.contains(&self.erasure.undo_days) {
            let (least, most) = (UNDO_DAYS.start(), UNDO_DAYS.end());
            let message = format!("must be from {least} to {most}");
            found.push(Shortcoming::at(&["erasure", "undo_days"], message));
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
    fn a_plugin_must_be_allowed_a_failure_and_cannot_be_allowed_all() {
        for suspend_after in [0, 1_001] {
            let settings = Settings {
                plugins: PluginSettings {
                    suspend_after,
                    ..PluginSettings::default()
                },
                ..Settings::default()
            };
            let found = settings.check().unwrap_err();
            assert_eq!(found[0].pointer, "/plugins/suspend_after");
        }
    }

    #[test]
    fn a_log_is_kept_for_a_month_at_least_or_for_ever() {
        for (keep_days, is_fit) in [(Some(29), false), (Some(30), true), (None, true)] {
            let settings = Settings {
                audit: AuditSettings { keep_days },
                ..Settings::default()
            };
            assert_eq!(settings.check().is_ok(), is_fit, "{keep_days:?}");
        }
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
