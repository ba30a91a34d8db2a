//! Dates moved together.

use lethe_plugin::{Field, Refusal, Table, calendar};
use serde::Deserialize;

use super::{check_days, is_of_dates, later};
use crate::keyed::{Draws, Keyed, bytes_of};
use crate::operate::{Cell, Operate, each};
use crate::run::Run;

/// Moves dates and timestamps by the same number of whole days, in all fields of the run, so that the time
/// between them stays: one true date that is known gives all others away.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DateShift {
    /// The most it moves, in days, in both directions: 1 to 36525. It moves by a day at least.
    days: u64,
    /// Another wanted field: rows with the same value in it are moved together, others by other days; without
    /// a value in it, the date is removed.
    #[serde(default)]
    by: Option<String>,
}

impl Operate for DateShift {
    fn check(&self) -> Result<(), Refusal> {
        check_days(self.days)
    }

    fn fits(&self, table: &Table, field: &Field) -> Result<(), Refusal> {
        is_of_dates(field, "date-shift works on dates and timestamps")?;
        match &self.by {
            Some(by) if table.column(by).is_none() => Err(Refusal::InvalidParameters(format!(
                "`by` names `{by}`, which is no field of this run"
            ))),
            _ => Ok(()),
        }
    }

    fn reads(&self, other: &str) -> bool {
        self.by.as_deref() == Some(other)
    }

    fn apply(&self, run: &Run<'_>, _: &Field, cells: &mut [Cell]) {
        let keyed = Keyed::labelled(run, "date-shift", self.by.as_deref().unwrap_or_default());
        let Some(by) = self.by.as_ref().and_then(|by| run.before.column(by)) else {
            let shift = self.shift(&mut keyed.draws(&[]));
            return each(cells, |_, value| later(&value, shift?));
        };
        each(cells, |row, value| {
            let with = by.get(row)?;
            later(&value, self.shift(&mut keyed.draws(&[&bytes_of(&with)]))?)
        });
    }
}

impl DateShift {
    /// Milliseconds of 1 to `days` days, in either direction.
    fn shift(&self, draws: &mut Draws<'_>) -> Option<i64> {
        let number = draws.below(self.days.checked_mul(2)?)?;
        let days = i64::try_from(number / 2 + 1).ok()?;
        let days = if number.is_multiple_of(2) {
            days
        } else {
            -days
        };
        days.checked_mul(calendar::DAY_MS)
    }
}
