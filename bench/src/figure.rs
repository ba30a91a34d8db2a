//! How figures are printed and summed up.

use std::time::Duration;

/// Prints a figure in a unit.
pub(crate) fn print(name: &str, value: f64, unit: &str) {
    println!("{name}\t{value:.3}\t{unit}");
}

/// Prints a ratio and, on standard error, its two sides.
pub(crate) fn ratio(name: &str, ours: f64, theirs: f64, unit: &str) {
    eprintln!("  {name}: {ours:.0} against {theirs:.0} {unit}");
    print(name, ours / theirs, "ratio");
}

/// The value below which `share` (0 to 1) of the samples lie, in milliseconds.
pub(crate) fn percentile_ms(samples: &mut [Duration], share: f64) -> f64 {
    samples.sort_unstable();
    let last = samples.len().saturating_sub(1);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "an index below a few thousand"
    )]
    let index = (last as f64 * share).round() as usize;
    samples
        .get(index)
        .map_or(f64::NAN, |sample| sample.as_secs_f64() * 1e3)
}

/// The median of rates measured in turns.
pub(crate) fn median(rates: &mut [f64]) -> f64 {
    rates.sort_unstable_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied().unwrap_or(f64::NAN)
}
