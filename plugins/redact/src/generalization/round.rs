//! Rounding of numbers.

use lethe_plugin::{Field, Refusal, Table, Value, ValueType};
use serde::Deserialize;

use crate::compare::{finite, whole};
use crate::operate::{Cell, Operate, each, ensure, of_type};
use crate::run::Run;

/// Rounds a number: give `to` or `digits`. Halves are rounded up, those of negative numbers down.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// To the nearest multiple of this.
    #[serde(default)]
    to: Option<f64>,
    /// To so many significant digits, 1 to 15.
    #[serde(default)]
    digits: Option<u8>,
}

impl Operate for Round {
    fn check(&self) -> Result<(), Refusal> {
        match (self.to, self.digits) {
            (Some(to), None) => ensure(to.is_finite() && to > 0.0, "`to` is above 0"),
            (None, Some(digits)) => ensure((1..=15).contains(&digits), "`digits` is 1 to 15"),
            _ => ensure(false, "round takes either `to` or `digits`"),
        }
    }

    fn fits(&self, _: &Table, field: &Field) -> Result<(), Refusal> {
        let types = [ValueType::Number, ValueType::Integer];
        of_type(field, &types, "round works on numbers")?;
        let is_whole = self.to.is_none_or(|to| whole(to).is_some());
        ensure(
            field.value_type == ValueType::Number || is_whole,
            "`to` is a whole number for integers",
        )
    }

    fn apply(&self, _: &Run<'_>, _: &Field, cells: &mut [Cell]) {
        each(cells, |_, value| match (value, self.to, self.digits) {
            (Value::Number(number), Some(to), _) => finite(multiple(number, to)),
            (Value::Number(number), _, Some(digits)) => {
                let decimals = usize::from(digits).checked_sub(1)?;
                finite(format!("{number:.decimals$e}").parse().ok()?)
            }
            (Value::Integer(number), Some(to), _) => integer(number, whole(to)?.into()),
            (Value::Integer(number), _, Some(digits)) => {
                let written = number.unsigned_abs().checked_ilog10().unwrap_or(0) + 1;
                let cut = written.saturating_sub(u32::from(digits));
                integer(number, 10_i128.checked_pow(cut)?)
            }
            _ => None,
        });
    }
}

fn multiple(number: f64, to: f64) -> f64 {
    let of_one = 1.0 / to;
    // 0.1 is no floating-point number, 10 is: dividing by it gives the number nearest to 0.3.
    if to < 1.0 && (of_one - of_one.round()).abs() < 1e-9 * of_one {
        (number * of_one.round()).round() / of_one.round()
    } else {
        (number / to).round() * to
    }
}

fn integer(number: i64, to: i128) -> Option<Value> {
    let number = i128::from(number);
    let half = (to / 2).checked_mul(number.signum())?;
    let rounded = number.checked_add(half)?.checked_div(to)?.checked_mul(to)?;
    i64::try_from(rounded).ok().map(Value::Integer)
}
