//! Public holidays of member states, from `holidays.json`.
//!
//! Only days that are holidays in the whole state: those of regions are the tenant's to add. Where a
//! source is in doubt a day is left out, because a deadline may then come earlier but never later.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use super::DeadlineError;
use super::easter::easter;

/// A member state whose holidays are known, by its code of two letters (ISO 3166-1).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MemberState(String);

impl FromStr for MemberState {
    type Err = DeadlineError;

    fn from_str(code: &str) -> Result<Self, DeadlineError> {
        match TABLE.states.get_key_value(code) {
            Some((code, _)) => Ok(Self(code.clone())),
            None => Err(DeadlineError::UnknownMemberState),
        }
    }
}

impl TryFrom<String> for MemberState {
    type Error = DeadlineError;

    fn try_from(code: String) -> Result<Self, DeadlineError> {
        code.parse()
    }
}

impl From<MemberState> for String {
    fn from(state: MemberState) -> Self {
        state.0
    }
}

impl fmt::Display for MemberState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl MemberState {
    /// Every state whose holidays are known.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.states.keys().cloned().map(Self)
    }

    /// Tells whether a day is a public holiday in the whole state.
    pub fn is_holiday(&self, date: Date) -> bool {
        let rules = TABLE.states.get(&self.0);
        rules.is_some_and(|rules| rules.iter().any(|rule| rule.is_on(date)))
    }
}

/// The version of the holidays.
pub(super) fn version() -> &'static str {
    &TABLE.version
}

#[expect(
    clippy::expect_used,
    reason = "the file is compiled in, and every test that has a calendar reads it"
)]
static TABLE: LazyLock<Table> = LazyLock::new(|| {
    serde_json::from_str(include_str!("holidays.json")).expect("holidays.json is a table")
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    version: String,
    states: BTreeMap<String, Vec<Rule>>,
}

/// One holiday: a day of the year, a day counted from Easter, or the first of a weekday from a day on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    /// What it is called there.
    #[serde(rename = "name")]
    _name: String,
    day: Option<MonthDay>,
    easter: Option<i32>,
    first: Option<IsoWeekday>,
    from: Option<MonthDay>,
    /// Only in years in which the day is this weekday.
    only_on: Option<IsoWeekday>,
    /// Not in years in which the day is this weekday.
    not_on: Option<IsoWeekday>,
    since: Option<i16>,
    until: Option<i16>,
}

impl Rule {
    fn is_on(&self, date: Date) -> bool {
        let year = date.year();
        self.since.is_none_or(|since| since <= year)
            && self.until.is_none_or(|until| year <= until)
            && self.in_year(year) == Some(date)
    }

    fn in_year(&self, year: i16) -> Option<Date> {
        if let Some(days) = self.easter {
            return easter(year)?.checked_add(days.days()).ok();
        }
        let day = self.day.as_ref().or(self.from.as_ref())?.in_year(year)?;
        let weekday = day.weekday();
        if self.only_on.as_ref().is_some_and(|only| only.0 != weekday)
            || self.not_on.as_ref().is_some_and(|not| not.0 == weekday)
        {
            return None;
        }
        match &self.first {
            Some(first) => day.checked_add(weekday.until(first.0).days()).ok(),
            None => Some(day),
        }
    }
}

/// A day of any year, written `MM-DD`.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct MonthDay(i8, i8);

impl MonthDay {
    fn in_year(&self, year: i16) -> Option<Date> {
        Date::new(year, self.0, self.1).ok()
    }
}

impl TryFrom<String> for MonthDay {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let parts = text.split_once('-');
        let numbers = parts.and_then(|(month, day)| Some((month.parse().ok()?, day.parse().ok()?)));
        let (month, day) = numbers.ok_or("expected MM-DD")?;
        Date::new(2000, month, day).map_err(|_| "not a day of a year")?;
        Ok(Self(month, day))
    }
}

/// A weekday by its number in ISO 8601: 1 is Monday.
#[derive(Deserialize)]
#[serde(try_from = "i8")]
struct IsoWeekday(Weekday);

impl TryFrom<i8> for IsoWeekday {
    type Error = jiff::Error;

    fn try_from(number: i8) -> Result<Self, jiff::Error> {
        Weekday::from_monday_one_offset(number).map(Self)
    }
}
