//! t-closeness of one sensitive attribute (Li, Li, Venkatasubramanian, 2007, section 4.2).
//!
//! A distance is a fraction of whole numbers whose numerator is summed exactly: each class weighs its counts
//! against those of the table over the common divisor, rows of the class times rows of the table.

use crate::classes::{runs, sorted_codes};
use crate::fraction::{count, ratio};
use crate::{Column, Kind};

/// How values of an attribute are distant from each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Distance {
    /// Any two values are as far apart as any others: for categories.
    Equal,
    /// Values stand in a row, and neighbours are one step apart: for numbers and dates.
    Ordered,
}

impl From<Kind> for Distance {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Equal,
            Kind::Number | Kind::Date => Self::Ordered,
        }
    }
}

/// How far the distribution of an attribute in a class is from that in the table, in the class where it is farthest.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Closeness {
    /// The earth mover's distance, from 0 (every class is like the table) to 1.
    pub t: f64,
    /// The distance of two values that it rests on.
    pub distance: Distance,
}

/// The distribution of an attribute in the whole table.
#[derive(Debug)]
pub(crate) struct Whole {
    distance: Distance,
    /// Rows of the table.
    rows: u64,
    /// For each code, rows with it.
    counts: Vec<u64>,
    /// For each code, rows with it or a lower one.
    up_to: Vec<u64>,
    /// For each code, the sum of `up_to` of the lower ones.
    area: Vec<u128>,
}

impl Whole {
    pub(crate) fn of(column: &Column, rows: &[u32]) -> Self {
        let mut sorted = Vec::new();
        sorted_codes(rows, column, &mut sorted);
        let mut counts = vec![0; column.distinct()];
        for (code, found) in runs(&sorted) {
            if let Some(count) = counts.get_mut(place(code)) {
                *count = found;
            }
        }
        let (mut sum, mut sums) = (0, 0);
        let (mut up_to, mut area) = (Vec::new(), vec![0]);
        for count in &counts {
            sum += count;
            sums += u128::from(sum);
            up_to.push(sum);
            area.push(sums);
        }
        Self {
            distance: column.kind.into(),
            rows: sum,
            counts,
            up_to,
            area,
        }
    }

    pub(crate) fn distance(&self) -> Distance {
        self.distance
    }

    /// The distance of a class whose codes are sorted.
    pub(crate) fn to(&self, sorted: &[u32]) -> f64 {
        match self.distance {
            Distance::Equal => self.equal(sorted),
            Distance::Ordered => self.ordered(sorted),
        }
    }

    /// Half the sum of the differences of all shares, which is the sum of those that are higher in the class.
    fn equal(&self, sorted: &[u32]) -> f64 {
        let (size, rows) = (u128::from(count(sorted.len())), u128::from(self.rows));
        let excess = runs(sorted).map(|(code, count)| {
            let whole = self.counts.get(place(code)).copied().unwrap_or_default();
            (u128::from(count) * rows).saturating_sub(u128::from(whole) * size)
        });
        ratio(excess.sum(), size * rows)
    }

    /// The mean, over all places but the last between neighbours, of the difference of cumulated shares.
    ///
    /// Between two values of the class its own cumulated share does not change and the table's does not fall, so
    /// that the differences there change sign once, at a place that bisection finds. This takes a class time by its
    /// values and not by those of the table.
    fn ordered(&self, sorted: &[u32]) -> f64 {
        let (size, rows) = (u128::from(count(sorted.len())), u128::from(self.rows));
        let steps = self.counts.len().saturating_sub(1);
        let (mut sum, mut start, mut below) = (0, 0, 0);
        for (code, count) in runs(sorted) {
            sum += self.between(start, place(code), below * rows, size);
            start = place(code);
            below += u128::from(count);
        }
        sum += self.between(start, self.counts.len(), below * rows, size);
        ratio(sum, size * rows * u128::from(count(steps)))
    }

    /// The sum over codes from `start` to before `end` of the absolute `level - up_to * size`.
    fn between(&self, start: usize, end: usize, level: u128, size: u128) -> u128 {
        let run = self.up_to.get(start..end).unwrap_or_default();
        let lower = run.partition_point(|up_to| u128::from(*up_to) * size <= level);
        let area = |from: usize, to: usize| {
            let at = |place| self.area.get(place).copied().unwrap_or_default();
            (at(to) - at(from)) * size
        };
        let middle = start + lower;
        let codes = |length| u128::from(count(length));
        let under = codes(lower) * level - area(start, middle);
        let over = area(middle, end.max(middle)) - codes(run.len() - lower) * level;
        under + over
    }
}

fn place(code: u32) -> usize {
    usize::try_from(code).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Builder, Table};

    fn column(kind: Kind, cells: &[&str]) -> Table {
        let mut builder = Builder::new([("a", kind)]).unwrap();
        for cell in cells {
            builder.push([Some(*cell)]).unwrap();
        }
        builder.finish()
    }

    /// Distances of classes of rows.
    fn distances(kind: Kind, cells: &[&str], classes: &[&[u32]]) -> Vec<f64> {
        let table = column(kind, cells);
        let column = &table.columns()[0];
        let all: Vec<u32> = (0..).take(cells.len()).collect();
        let whole = Whole::of(column, &all);
        let mut sorted = Vec::new();
        let classes = classes.iter().map(|rows| {
            sorted_codes(rows, column, &mut sorted);
            whole.to(&sorted)
        });
        classes.collect()
    }

    /// Example 3 and the text after it in the paper: salaries 3k to 11k, each once.
    #[test]
    fn the_salaries_of_the_paper_have_the_distances_of_the_paper() {
        let salaries = ["3", "4", "5", "6", "7", "8", "9", "10", "11"];
        let found = distances(Kind::Number, &salaries, &[&[0, 1, 2], &[3, 5, 8]]);
        assert_eq!(found, [0.375, 1.0 / 6.0]);
    }

    #[test]
    fn categories_are_as_far_apart_as_the_shares_that_would_have_to_move() {
        let found = distances(
            Kind::Text,
            &["flu", "flu", "cancer", "ulcer"],
            &[&[0, 1], &[0, 2], &[2], &[0, 1, 2, 3]],
        );
        assert_eq!(found, [0.5, 0.25, 0.75, 0.0]);
    }

    #[test]
    fn one_value_is_everywhere_like_the_table() {
        for kind in [Kind::Text, Kind::Number] {
            assert_eq!(distances(kind, &["1", "1"], &[&[0]]), [0.0]);
        }
    }

    #[test]
    fn the_ends_of_a_row_are_a_whole_apart() {
        let cells: Vec<String> = (0..1000).map(|_| "1".to_owned()).collect();
        let mut cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        cells.push("2");
        let found = distances(Kind::Number, &cells, &[&[1000]]);
        assert_eq!(found, [1000.0 / 1001.0]);
    }
}
