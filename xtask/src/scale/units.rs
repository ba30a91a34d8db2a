//! Figures as people read them: three significant digits, and a unit that fits.

/// Units with their sizes, the largest first.
const COUNTS: [(f64, &str); 3] = [(1e9, " billion"), (1e6, " million"), (1.0, "")];
const BYTES: [(f64, &str); 4] = [(1e12, " TB"), (1e9, " GB"), (1e6, " MB"), (1.0, " B")];
const SECONDS: [(f64, &str); 3] = [(3600.0, " h"), (60.0, " min"), (1.0, " s")];

/// A number of things.
pub(super) fn count(figure: f64) -> String {
    fitting(figure, &COUNTS)
}

/// A number of bytes, in powers of ten.
pub(super) fn bytes(figure: f64) -> String {
    fitting(figure, &BYTES)
}

/// A time.
pub(super) fn seconds(figure: f64) -> String {
    fitting(figure, &SECONDS)
}

fn fitting(figure: f64, units: &[(f64, &str)]) -> String {
    let unit = units.iter().find(|(size, _)| figure >= *size);
    let (size, name) = unit.or(units.last()).copied().unwrap_or((1.0, ""));
    format!("{}{name}", digits(figure / size))
}

/// Three significant digits, without zeros that say nothing, and with commas.
pub(super) fn digits(figure: f64) -> String {
    if figure >= 100.0 {
        let whole = format!("{figure:.0}");
        let mut text = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        return text;
    }
    let places = if figure >= 10.0 { 1 } else { 2 };
    let text = format!("{figure:.places$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{bytes, count, seconds};

    #[test]
    fn figures_have_three_digits_and_a_unit_that_fits() {
        assert_eq!(count(1_000_000_000.0), "1 billion");
        assert_eq!(count(76_923_076.9), "76.9 million");
        assert_eq!(count(12_345.6), "12,346");
        assert_eq!(count(0.5), "0.5");
        assert_eq!(bytes(991e9), "991 GB");
        assert_eq!(bytes(2.973e12), "2.97 TB");
        assert_eq!(seconds(298_507.0), "82.9 h");
        assert_eq!(seconds(0.34), "0.34 s");
    }
}
