//! Equivalence classes: rows that no quasi-identifier tells apart (Sweeney, 2002).

use std::collections::HashMap;

use crate::{Error, Roles, Table};

/// The rows of a table by class. Twelve bytes a row at most, whatever the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classes {
    /// Rows, class after class; within a class in the table's order.
    rows: Vec<u32>,
    /// Where in `rows` each class ends.
    ends: Vec<usize>,
}

/// A class, by where its rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class<'a> {
    /// Numbers of its rows, from 0, ascending; at least one.
    pub rows: &'a [u32],
}

impl Classes {
    /// Sorts the rows of a table into classes, in the order in which the classes begin.
    ///
    /// # Errors
    /// There are no rows.
    pub fn of(table: &Table, roles: &Roles) -> Result<Self, Error> {
        if table.rows == 0 {
            return Err(Error::NoRows);
        }
        // Column by column, so that no key is longer than two numbers.
        let mut class_of = vec![0_u32; table.rows];
        let mut known: HashMap<(u32, u32), u32> = HashMap::new();
        for column in roles.quasi(table) {
            known.clear();
            for (class, code) in class_of.iter_mut().zip(&column.codes) {
                // There are no more classes than rows, and those are numbered with 32 bits.
                let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
                *class = *known.entry((*class, *code)).or_insert(next);
            }
        }
        Ok(Self::gather(&class_of))
    }

    /// Gathers rows whose classes are numbered without gaps, by when each begins.
    fn gather(class_of: &[u32]) -> Self {
        let places = class_of.iter().map(|class| place(*class));
        let classes = places.clone().max().map_or(0, |last| last + 1);
        // A class ends where it begins until its rows are put there.
        let mut ends = vec![0_usize; classes];
        for class in places.clone() {
            if let Some(size) = ends.get_mut(class) {
                *size += 1;
            }
        }
        let mut sum = 0;
        for end in &mut ends {
            let size = std::mem::replace(end, sum);
            sum += size;
        }
        let mut rows = vec![0; class_of.len()];
        for (class, row) in places.zip(0_u32..) {
            if let Some(end) = ends.get_mut(class) {
                if let Some(slot) = rows.get_mut(*end) {
                    *slot = row;
                }
                *end += 1;
            }
        }
        Self { rows, ends }
    }

    /// How many classes there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none, which no table with rows has.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The classes, in the order in which they begin.
    pub fn iter(&self) -> impl Iterator<Item = Class<'_>> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(&self.ends).map(|(start, end)| Class {
            rows: self.rows.get(*start..*end).unwrap_or_default(),
        })
    }
}

fn place(code: u32) -> usize {
    usize::try_from(code).unwrap_or(usize::MAX)
}

impl Class<'_> {
    /// The codes of a column in this class, ascending.
    pub(crate) fn codes(self, column: &crate::Column, into: &mut Vec<u32>) {
        sorted_codes(self.rows, column, into);
    }
}

/// The codes of a column in some rows, ascending, in a vector that can be used again.
pub(crate) fn sorted_codes(rows: &[u32], column: &crate::Column, into: &mut Vec<u32>) {
    into.clear();
    let codes = rows.iter().filter_map(|row| column.codes.get(place(*row)));
    into.extend(codes);
    into.sort_unstable();
}

/// Runs of one code: the code, and how many there are.
pub(crate) fn runs(sorted: &[u32]) -> impl Iterator<Item = (u32, u64)> {
    let groups = sorted.chunk_by(|one, another| one == another);
    groups.filter_map(|run| Some((*run.first()?, crate::fraction::count(run.len()))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Builder, Kind};

    #[test]
    fn rows_are_together_when_no_quasi_identifier_tells_them_apart() {
        let names = ["a", "b", "c"].map(|name| (name, Kind::Text));
        let mut builder = Builder::new(names).unwrap();
        for row in ["11x", "12x", "11y", "21x", "12z"] {
            let cells = row.char_indices().map(|(at, _)| row.get(at..=at));
            builder.push(cells).unwrap();
        }
        builder.push([None, Some("1"), None]).unwrap();
        let table = builder.finish();
        let roles = Roles::of(&table, &["a", "b"], &["c"]).unwrap();
        let classes = Classes::of(&table, &roles).unwrap();
        let rows: Vec<&[u32]> = classes.iter().map(|class| class.rows).collect();
        assert_eq!(rows, [&[0, 2][..], &[1, 4], &[3], &[5]]);
        assert_eq!(classes.len(), 4);
    }

    #[test]
    fn a_table_without_rows_has_no_classes_to_speak_of() {
        let table = Builder::new([("a", Kind::Text)]).unwrap().finish();
        let roles = Roles::of::<_, &str>(&table, &["a"], &[]).unwrap();
        assert!(matches!(Classes::of(&table, &roles), Err(Error::NoRows)));
    }
}
