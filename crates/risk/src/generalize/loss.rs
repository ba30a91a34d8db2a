//! What a table lost when it was made coarser.

use super::label::Label;
use crate::Column;
use crate::fraction::{count, number, ratio};

/// Measures of lost information. Each is least for the table as it was.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Loss {
    /// Discernibility (Bayardo and Agrawal, 2005): each row costs as many as look like it, and a row that was left
    /// out costs as many as there were.
    pub discernibility: u64,
    /// Generalized information loss (Iyengar, 2002): the mean over all cells of quasi-identifiers of how much of
    /// their column's domain they cover now. From 0 (as it was) to 1 (nothing is left); a row that was left out
    /// counts as 1.
    pub generalized: f64,
    /// The mean size of a part, in rows (`LeFevre` and others, 2006, before the division by k); 0 if none is left.
    pub average_class: f64,
}

impl Loss {
    pub(super) fn of(
        labels: &[(&Column, Vec<Label>)],
        parts: &[Vec<u32>],
        suppressed: usize,
        rows: usize,
    ) -> Self {
        let (suppressed, rows) = (count(suppressed), count(rows));
        let sizes = || parts.iter().map(|part| count(part.len()));
        // Rows are numbered with 32 bits, so that squares fit.
        let squares: u64 = sizes().map(|size| size * size).sum();
        let mut covered = 0.0;
        for (column, of_parts) in labels {
            for (label, size) in of_parts.iter().zip(sizes()) {
                covered += label.loss(column) * number(size);
            }
        }
        let columns = count(labels.len());
        let cells = number(rows * columns);
        Self {
            discernibility: squares + suppressed * rows,
            generalized: (covered + number(suppressed * columns)) / cells,
            average_class: ratio(
                u128::from(sizes().sum::<u64>()),
                u128::from(count(parts.len())),
            ),
        }
    }
}
