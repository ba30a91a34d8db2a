//! Fractions of counts. Everything is summed in whole numbers and divided once, so that figures do not depend on
//! the order of rows and classes.

/// The quotient of two counts, exact to three units in the last place. With a divisor of 0 it is 0.
#[expect(
    clippy::cast_precision_loss,
    reason = "each conversion rounds to the nearest double, a relative error of at most 2^-53"
)]
pub(crate) fn ratio(part: u128, whole: u128) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    part as f64 / whole as f64
}

/// A count of things in memory, which is never wider than 64 bits.
pub(crate) fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// A count as a number.
pub(crate) fn number(count: u64) -> f64 {
    ratio(u128::from(count), 1)
}
