//! Perturbation: values near the true ones. Whoever sees many perturbed copies of a value can average the
//! noise out: so a value's noise depends on the seed, and is the same however often a run is repeated.

mod date_noise;
mod date_shift;
mod noise;

pub use date_noise::DateNoise;
pub use date_shift::DateShift;
use lethe_plugin::{Field, Refusal, Value, ValueType, calendar};
pub use noise::Noise;

use crate::operate::{ensure, of_type};

/// A hundred years: more would leave nothing of a date.
const MOST_DAYS: u64 = 36_525;

fn check_days(days: u64) -> Result<(), Refusal> {
    ensure((1..=MOST_DAYS).contains(&days), "`days` is 1 to 36525")
}

fn is_of_dates(field: &Field, refusal: &str) -> Result<(), Refusal> {
    of_type(field, &[ValueType::Date, ValueType::Timestamp], refusal)
}

/// The date or timestamp so many milliseconds later, for dates in whole days; the nearest there is where it
/// lies beyond them.
fn later(value: &Value, ms: i64) -> Option<Value> {
    match value {
        Value::Date(date) => {
            let days = calendar::day_number(*date).saturating_add(ms / calendar::DAY_MS);
            Some(Value::Date(calendar::date_from(days)))
        }
        Value::Timestamp(moment) => Some(Value::Timestamp(moment.saturating_add(ms))),
        _ => None,
    }
}

/// A draw from the 2 × `most` + 1 numbers from -`most` to `most`.
fn around_zero(draws: &mut crate::keyed::Draws<'_>, most: i64) -> Option<i64> {
    let numbers = u64::try_from(most.checked_mul(2)?.checked_add(1)?).ok()?;
    let number = i64::try_from(draws.below(numbers)?).ok()?;
    Some(number - most)
}
