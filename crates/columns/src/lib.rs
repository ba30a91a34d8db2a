//! Columns as `lethe:plugin` and `lethe:engine` lay them out, and the cells of rows that they are made of.
//!
//! A column of texts crosses as one text and the places where each row's part ends, because a component
//! boundary costs a call and a copy for each piece of memory. Several programs have types of their own for
//! columns, which generators made of the contracts; [`columnar!`] gives each the same way to and from rows.

mod fault;
mod joined;
mod macros;

pub use fault::{Fault, check_absent, check_ends};
pub use joined::{Joined, Pieces, join, split};

/// The values of a column as rows have them, one an entry; none where a row has no value.
/// `Date` is the calendar day of whoever made the type of the column.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells<Date> {
    /// Unicode text.
    Text(Vec<Option<String>>),
    /// Whole numbers.
    Integer(Vec<Option<i64>>),
    /// Floating-point numbers.
    Number(Vec<Option<f64>>),
    /// True or false.
    Boolean(Vec<Option<bool>>),
    /// Calendar days.
    Date(Vec<Option<Date>>),
    /// Moments, in milliseconds since 1970-01-01T00:00:00Z.
    Timestamp(Vec<Option<i64>>),
    /// Bytes of any kind.
    Bytes(Vec<Option<Vec<u8>>>),
}

/// Lays values out with `empty` in the place of those that are absent, and tells where that is.
pub fn dense<T: Copy>(cells: impl IntoIterator<Item = Option<T>>, empty: T) -> (Vec<T>, Vec<u32>) {
    let mut absent = Vec::new();
    let values = cells.into_iter().enumerate().map(|(row, cell)| {
        if cell.is_none() {
            absent.push(joined::place(row));
        }
        cell.unwrap_or(empty)
    });
    (values.collect(), absent)
}

/// The way back from [`dense`]. Rows in `absent` that are no rows count for nothing.
#[must_use]
pub fn sparse<T>(values: Vec<T>, absent: &[u32]) -> Vec<Option<T>> {
    let mut cells: Vec<Option<T>> = values.into_iter().map(Some).collect();
    for row in absent {
        let row = usize::try_from(*row).ok();
        if let Some(cell) = row.and_then(|row| cells.get_mut(row)) {
            *cell = None;
        }
    }
    cells
}

#[cfg(test)]
mod tests;
