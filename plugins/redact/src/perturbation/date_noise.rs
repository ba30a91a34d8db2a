//! Noise on dates.

use lethe_plugin::{Field, Refusal, Table, Value, calendar};
use serde::Deserialize;

use super::{around_zero, check_days, is_of_dates, later};
use crate::keyed::{Keyed, bytes_of};
use crate::operate::{Cell, Operate, each};
use crate::run::Run;

/// Moves a date by a random number of days, a timestamp by a random time. It depends on seed, row and value,
/// so that the order of dates and the time between them are lost.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DateNoise {
    /// The most it moves, in days, in both directions: 1 to 36525.
    days: u64,
}

impl Operate for DateNoise {
    fn check(&self) -> Result<(), Refusal> {
        check_days(self.days)
    }

    fn fits(&self, _: &Table, field: &Field) -> Result<(), Refusal> {
        is_of_dates(field, "date-noise works on dates and timestamps")
    }

    fn apply(&self, run: &Run<'_>, field: &Field, cells: &mut [Cell]) {
        let keyed = Keyed::labelled(run, "date-noise", field.name);
        let days = i64::try_from(self.days).unwrap_or(0);
        each(cells, |row, value| {
            let row = (row as u64).to_be_bytes();
            let bytes = bytes_of(&value);
            let parts = [&row, bytes.as_ref()];
            let mut draws = keyed.draws(&parts);
            let ms = match value {
                Value::Date(_) => around_zero(&mut draws, days)?.checked_mul(calendar::DAY_MS)?,
                _ => around_zero(&mut draws, days.checked_mul(calendar::DAY_MS)?)?,
            };
            later(&value, ms)
        });
    }
}
