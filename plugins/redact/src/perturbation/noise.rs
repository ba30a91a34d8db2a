//! Noise on numbers.

use lethe_plugin::{Field, Refusal, Table, Value, ValueType};
use serde::Deserialize;

use crate::compare::{approximate, finite, nearest};
use crate::keyed::{Keyed, bytes_of};
use crate::operate::{Cell, Operate, each, ensure, of_type};
use crate::run::Run;

/// Adds a random amount to a number, evenly distributed. It depends on seed, row and value.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Noise {
    /// The most it adds or takes off, in percent of the value, above 0 and at most 100. Zero stays zero.
    #[serde(default)]
    percent: Option<f64>,
    /// The most it adds or takes off, in the value's unit.
    #[serde(default)]
    absolute: Option<f64>,
}

impl Operate for Noise {
    fn check(&self) -> Result<(), Refusal> {
        match (self.percent, self.absolute) {
            (Some(percent), None) => ensure(
                percent > 0.0 && percent <= 100.0,
                "`percent` is above 0 and at most 100",
            ),
            (None, Some(absolute)) => ensure(
                absolute.is_finite() && absolute > 0.0,
                "`absolute` is above 0",
            ),
            _ => ensure(false, "noise takes either `percent` or `absolute`"),
        }
    }

    fn fits(&self, _: &Table, field: &Field) -> Result<(), Refusal> {
        let types = [ValueType::Number, ValueType::Integer];
        of_type(field, &types, "noise works on numbers")
    }

    fn apply(&self, run: &Run<'_>, field: &Field, cells: &mut [Cell]) {
        let keyed = Keyed::labelled(run, "noise", field.name);
        each(cells, |row, value| {
            let row = (row as u64).to_be_bytes();
            let around = keyed.draws(&[&row, &bytes_of(&value)]).around_zero()?;
            match value {
                Value::Number(number) => finite(number + around * self.most(number)),
                Value::Integer(number) => {
                    let noise = nearest(around * self.most(approximate(number)));
                    Some(Value::Integer(number.saturating_add(noise)))
                }
                _ => None,
            }
        });
    }
}

impl Noise {
    fn most(self, number: f64) -> f64 {
        let percent = |percent| number.abs() / 100.0 * percent;
        self.percent.map(percent).or(self.absolute).unwrap_or(0.0)
    }
}
