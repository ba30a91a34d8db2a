//! The order of values, and numbers between types.

use std::cmp::Ordering;

use lethe_plugin::Value;

/// 2^53: up to here every whole number is a floating-point number.
const EXACT: i64 = 1 << 53;

/// How two values of the same type compare; none for those that have no order.
pub(crate) fn order(one: &Value, two: &Value) -> Option<Ordering> {
    match (one, two) {
        (Value::Text(one), Value::Text(two)) => Some(one.cmp(two)),
        (Value::Integer(one), Value::Integer(two))
        | (Value::Timestamp(one), Value::Timestamp(two)) => Some(one.cmp(two)),
        (Value::Number(one), Value::Number(two)) => one.partial_cmp(two),
        (Value::Boolean(one), Value::Boolean(two)) => Some(one.cmp(two)),
        (Value::Date(one), Value::Date(two)) => {
            Some((one.year, one.month, one.day).cmp(&(two.year, two.month, two.day)))
        }
        _ => None,
    }
}

/// The integer as a floating-point number, if it is one.
pub(crate) fn exact(number: i64) -> Option<f64> {
    (-EXACT..=EXACT)
        .contains(&number)
        .then(|| approximate(number))
}

/// The nearest floating-point number.
#[expect(
    clippy::cast_precision_loss,
    reason = "the nearest is what callers want, or they have checked that it is exact"
)]
pub(crate) fn approximate(number: i64) -> f64 {
    number as f64
}

/// The floating-point number as an integer, if it is one below 2^53, where they stop being exact.
pub(crate) fn whole(number: f64) -> Option<i64> {
    let fits = number.fract() == 0.0 && number.abs() <= approximate(EXACT);
    fits.then(|| nearest(number))
}

/// The nearest integer.
#[expect(
    clippy::cast_possible_truncation,
    reason = "`as` takes the nearest end for what lies beyond, and 0 for what is no number"
)]
pub(crate) fn nearest(number: f64) -> i64 {
    number.round() as i64
}

/// A number of a computation, unless it left the numbers there are. Minus zero becomes zero.
pub(crate) fn finite(number: f64) -> Option<Value> {
    number.is_finite().then_some(Value::Number(number + 0.0))
}
