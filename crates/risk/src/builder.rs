//! How a table is made: each new text of a column gets the next number, and numbers are put in the order of values
//! at the end.

use std::collections::HashMap;

use crate::fraction::count;
use crate::{Column, Error, Kind, MOST_ROWS, Table, Value};

/// Makes a table row by row.
#[derive(Debug)]
pub struct Builder {
    columns: Vec<Growing>,
    rows: u32,
}

#[derive(Debug)]
pub(crate) struct Growing {
    name: String,
    kind: Kind,
    /// Texts of the values as they came.
    known: HashMap<Box<str>, u32>,
    pub(crate) codes: Vec<u32>,
    pub(crate) values: Vec<Value>,
    absent: Option<u32>,
}

impl Builder {
    /// A table of these columns and no row.
    ///
    /// # Errors
    /// Two columns have one name.
    pub fn new<'a>(columns: impl IntoIterator<Item = (&'a str, Kind)>) -> Result<Self, Error> {
        let mut builder = Self {
            columns: Vec::new(),
            rows: 0,
        };
        for (name, kind) in columns {
            if builder.columns.iter().any(|column| column.name == name) {
                let name = name.to_owned();
                return Err(Error::SameName { name });
            }
            builder.columns.push(Growing::new(name, kind));
        }
        Ok(builder)
    }

    /// Adds a row: a text a column, none where there is no value. Errors name it by its number, from 1.
    ///
    /// # Errors
    /// It has other than a cell a column, a cell that is not of its column's kind, or is one row too many.
    pub fn push<'a>(
        &mut self,
        cells: impl IntoIterator<Item = Option<&'a str>>,
    ) -> Result<(), Error> {
        self.push_line(u64::from(self.rows) + 1, cells)
    }

    /// As [`Builder::push`], for a row that is known by another number.
    pub(crate) fn push_line<'a>(
        &mut self,
        line: u64,
        cells: impl IntoIterator<Item = Option<&'a str>>,
    ) -> Result<(), Error> {
        if self.rows == MOST_ROWS {
            return Err(Error::TooManyRows);
        }
        if let Err(error) = self.append(line, cells) {
            let rows = self.length();
            for column in &mut self.columns {
                column.codes.truncate(rows);
            }
            return Err(error);
        }
        self.rows += 1;
        Ok(())
    }

    fn append<'a>(
        &mut self,
        line: u64,
        cells: impl IntoIterator<Item = Option<&'a str>>,
    ) -> Result<(), Error> {
        let mut cells = cells.into_iter();
        let mut found = 0;
        for column in &mut self.columns {
            let Some(cell) = cells.next() else { break };
            found += 1;
            column.push(cell).ok_or_else(|| Error::NotOfKind {
                line,
                column: column.name.clone(),
                kind: column.kind,
            })?;
        }
        let expected = count(self.columns.len());
        found += count(cells.count());
        if found == expected {
            return Ok(());
        }
        Err(Error::Ragged {
            line,
            found,
            expected,
        })
    }

    fn length(&self) -> usize {
        usize::try_from(self.rows).unwrap_or(usize::MAX)
    }

    /// The table. Rows that were refused are not in it.
    pub fn finish(self) -> Table {
        let rows = self.length();
        let columns = self.columns.into_iter().map(Growing::finish);
        Table {
            columns: columns.collect(),
            rows,
        }
    }
}

impl Growing {
    pub(crate) fn new(name: &str, kind: Kind) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            known: HashMap::new(),
            codes: Vec::new(),
            values: Vec::new(),
            absent: None,
        }
    }

    /// A column of these cells, of which those that are not of its kind are left out.
    pub(crate) fn filled<'a>(
        name: &str,
        kind: Kind,
        cells: impl Iterator<Item = Option<&'a str>>,
    ) -> Self {
        let mut column = Self::new(name, kind);
        for cell in cells {
            column.push(cell);
        }
        column
    }

    fn push(&mut self, cell: Option<&str>) -> Option<()> {
        // There are at most as many values as rows, which is why codes do not run out.
        let next = u32::try_from(self.values.len()).ok()?;
        let code = match cell {
            None => *self.absent.get_or_insert_with(|| {
                self.values.push(Value::Absent);
                next
            }),
            Some(text) => {
                if let Some(code) = self.known.get(text) {
                    *code
                } else {
                    self.values.push(self.kind.value(text)?);
                    self.known.insert(text.into(), next);
                    next
                }
            }
        };
        self.codes.push(code);
        Some(())
    }

    /// Puts values in order, drops those of rows that were refused, and makes one of those that were only written
    /// differently, such as 1 and 1.0.
    pub(crate) fn finish(mut self) -> Column {
        let mut is_used = vec![false; self.values.len()];
        for code in &self.codes {
            if let Some(used) = entry(&mut is_used, *code) {
                *used = true;
            }
        }
        let mut order: Vec<(Value, u32)> = self.values.into_iter().zip(0..).collect();
        order.sort_by(|(one, _), (another, _)| one.order(another));
        let mut values: Vec<Value> = Vec::with_capacity(order.len());
        let mut new_codes = vec![0; order.len()];
        for (value, old) in order {
            if !entry(&mut is_used, old).is_some_and(|used| *used) {
                continue;
            }
            if values.last() != Some(&value) {
                values.push(value);
            }
            if let Some(code) = entry(&mut new_codes, old) {
                *code = u32::try_from(values.len() - 1).unwrap_or(u32::MAX);
            }
        }
        for code in &mut self.codes {
            *code = entry(&mut new_codes, *code).copied().unwrap_or_default();
        }
        Column {
            name: self.name,
            kind: self.kind,
            codes: self.codes,
            values,
        }
    }
}

fn entry<T>(list: &mut [T], code: u32) -> Option<&mut T> {
    list.get_mut(usize::try_from(code).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_written_differently_are_one_value_and_stand_in_order() {
        let mut builder = Builder::new([("age", Kind::Number)]).unwrap();
        for cell in [
            Some("10"),
            Some("9"),
            Some("9.0"),
            None,
            Some("-0"),
            Some("0"),
        ] {
            builder.push([cell]).unwrap();
        }
        let table = builder.finish();
        let age = &table.columns()[0];
        assert_eq!(age.codes, [3, 2, 2, 0, 1, 1]);
        assert_eq!(age.distinct(), 4);
        assert_eq!(age.cell(0), Some(&Value::Number(10.0)));
        assert_eq!(age.cell(6), None);
    }

    #[test]
    fn a_row_that_is_refused_leaves_nothing_behind() {
        let mut builder = Builder::new([("a", Kind::Text), ("b", Kind::Number)]).unwrap();
        builder.push([Some("x"), Some("1")]).unwrap();
        let error = builder.push([Some("y"), Some("many")]).unwrap_err();
        assert_eq!(error.to_string(), "line 2: the cell of b is no number");
        let error = builder.push([Some("y")]).unwrap_err();
        assert_eq!(error.to_string(), "line 2 has 1 cells and not 2");
        let error = builder.push([None, None, None]).unwrap_err();
        assert_eq!(error.to_string(), "line 2 has 3 cells and not 2");
        builder.push([Some("z"), None]).unwrap();
        let table = builder.finish();
        let cells = |row| table.columns().iter().map(move |c| c.cell(row).cloned());
        assert_eq!(table.rows(), 2);
        assert_eq!(table.columns()[0].distinct(), 2, "y was refused");
        assert!(cells(1).eq([Some(Value::Text("z".into())), Some(Value::Absent)]));
    }

    #[test]
    fn infinite_numbers_and_days_that_no_month_has_are_refused() {
        for (kind, cell) in [
            (Kind::Number, "inf"),
            (Kind::Number, "NaN"),
            (Kind::Number, ""),
            (Kind::Date, "2023-02-29"),
        ] {
            let mut builder = Builder::new([("a", kind)]).unwrap();
            assert!(builder.push([Some(cell)]).is_err(), "{cell}");
        }
    }
}
