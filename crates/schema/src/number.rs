//! Numbers and values as JSON Schema compares them: by what they say, not by how they are written.

use std::cmp::Ordering;

use serde_json::{Number, Value as Json};

/// How far a quotient may lie from a whole number to count as one: decimal fractions are no binary ones.
const NEARLY: f64 = 1e-9;

/// A number as a whole one, when it is: `2.0` is.
fn whole(number: &Number) -> Option<i128> {
    let exact = number.as_i64().map(i128::from);
    exact
        .or_else(|| number.as_u64().map(i128::from))
        .or_else(|| {
            let float = number.as_f64()?;
            #[expect(
                clippy::cast_possible_truncation,
                reason = "whole numbers below 2^100 are cast as they are"
            )]
            (float.fract() == 0.0 && float.abs() < 2f64.powi(100)).then_some(float as i128)
        })
}

/// Whether it is a whole number, however large.
pub(crate) fn is_whole(number: &Number) -> bool {
    whole(number).is_some() || number.as_f64().is_some_and(|float| float.fract() == 0.0)
}

/// Which of two numbers is larger.
pub(crate) fn compare(one: &Number, other: &Number) -> Ordering {
    if let (Some(one), Some(other)) = (whole(one), whole(other)) {
        return one.cmp(&other);
    }
    let float = |number: &Number| number.as_f64().unwrap_or(f64::NAN);
    float(one).total_cmp(&float(other))
}

/// Whether a number is the product of another and a whole number.
pub(crate) fn is_multiple(number: &Number, of: &Number) -> bool {
    if let (Some(number), Some(of)) = (whole(number), whole(of)) {
        return of != 0 && number % of == 0;
    }
    let (Some(number), Some(of)) = (number.as_f64(), of.as_f64()) else {
        return false;
    };
    let quotient = number / of;
    quotient.is_finite() && (quotient - quotient.round()).abs() <= NEARLY * quotient.abs().max(1.0)
}

/// Whether two values say the same (section 4.2.2 of the draft): `1.0` is `1`, and `true` is not. `take` is told of the
/// steps, and ends the comparison when it answers that there are none left.
pub(crate) fn same(one: &Json, other: &Json, take: &mut impl FnMut(usize) -> bool) -> bool {
    match (one, other) {
        (Json::Number(one), Json::Number(other)) => compare(one, other).is_eq(),
        (Json::Array(one), Json::Array(other)) => {
            one.len() == other.len()
                && take(one.len())
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| same(one, other, take))
        }
        (Json::Object(one), Json::Object(other)) => {
            one.len() == other.len()
                && take(one.len())
                && one.iter().all(|(name, value)| {
                    let of_other = other.get(name);
                    of_other.is_some_and(|of_other| same(value, of_other, take))
                })
        }
        _ => one == other,
    }
}
