//! l-diversity of one sensitive attribute (Machanavajjhala, Kifer, Gehrke, Venkitasubramaniam, 2007).

use crate::classes::runs;
use crate::fraction::{count, number, ratio};

/// How diverse the values of a sensitive attribute are in the class where they are least so.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Diversity {
    /// Distinct l-diversity: the fewest distinct values of any class.
    pub distinct: u64,
    /// Entropy l-diversity: the least exponential of any class's entropy. At most `distinct`.
    pub entropy: f64,
    /// Recursive (c,l)-diversity.
    pub recursive: Recursive,
}

/// Recursive (c,l)-diversity: in each class, the most frequent value is rarer than `c` times all values from the
/// l-th most frequent on.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Recursive {
    /// The factor that was asked for.
    pub c: f64,
    /// The largest l for which the table has it; 0 if it has it for none.
    pub l: u64,
}

/// The diversity of one class, or the least of several.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Least {
    pub(crate) distinct: u64,
    pub(crate) entropy: f64,
    pub(crate) recursive: u64,
}

impl Least {
    /// Of a class whose codes are sorted. `counts` is only there to be used again.
    pub(crate) fn of_class(sorted: &[u32], c: f64, counts: &mut Vec<u64>) -> Self {
        counts.clear();
        counts.extend(runs(sorted).map(|(_, count)| count));
        counts.sort_unstable();
        Self {
            distinct: count(counts.len()),
            entropy: entropy(counts).exp(),
            recursive: recursive(counts, c),
        }
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            distinct: self.distinct.min(other.distinct),
            entropy: self.entropy.min(other.entropy),
            recursive: self.recursive.min(other.recursive),
        }
    }
}

/// The natural entropy of values that occur so often: ln n - (sum of c ln c) / n. Counts are ascending, so that
/// equal classes give equal figures. A class with one value has none, exactly.
fn entropy(counts: &[u64]) -> f64 {
    if counts.len() < 2 {
        return 0.0;
    }
    let size: u64 = counts.iter().sum();
    let terms = counts.iter().map(|count| {
        let share = ratio(u128::from(*count), u128::from(size));
        -share * share.ln()
    });
    terms.sum()
}

/// The largest l for which the most frequent value is rarer than c times the sum from the l-th on. Counts ascend.
fn recursive(counts: &[u64], c: f64) -> u64 {
    let most = counts.last().map_or(0.0, |count| number(*count));
    let mut tail = 0;
    let mut rank = count(counts.len());
    for count in counts {
        tail += count;
        if most < c * number(tail) {
            return rank;
        }
        rank -= 1;
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[u32], c: f64) -> Least {
        let mut sorted = values.to_vec();
        sorted.sort_unstable();
        Least::of_class(&sorted, c, &mut Vec::new())
    }

    #[test]
    fn equal_shares_have_as_much_entropy_as_values() {
        let least = of(&[1, 2, 3, 4, 4, 3, 2, 1], 1.0);
        assert_eq!(least.distinct, 4);
        assert!((least.entropy - 4.0).abs() < 1e-14);
        assert_eq!(of(&[7, 7], 1.0).entropy.to_bits(), 1.0_f64.to_bits());
    }

    /// The most frequent of 3, 2 and 1 is 3; from the second on there are 3, from the third on 1.
    #[test]
    fn recursive_diversity_weighs_the_most_frequent_value_against_the_rest() {
        let values = [1, 1, 1, 2, 2, 3];
        assert_eq!(of(&values, 0.5).recursive, 0, "3 < 0.5 * 6 is false");
        assert_eq!(of(&values, 0.6).recursive, 1);
        assert_eq!(of(&values, 1.0).recursive, 1, "3 < 3 is false");
        assert_eq!(of(&values, 1.1).recursive, 2);
        assert_eq!(of(&values, 3.0).recursive, 2, "3 < 3 * 1 is false");
        assert_eq!(of(&values, 3.1).recursive, 3);
    }

    #[test]
    fn the_least_of_two_classes_is_least_in_each_figure() {
        let (one, another) = (of(&[1, 2, 3], 3.0), of(&[1, 1], 3.0));
        assert_eq!(one.and(another), another.and(one));
        assert_eq!(one.and(another).distinct, 1);
    }
}
