//! Batches as a plugin sees them: what may be handed over, and how large it is.

use crate::bindings::anonymizer::exports::lethe::plugin::anonymizer;
use crate::{Error, Settings};

pub use anonymizer::{Blobs, Column, Context, DataClass, Date, Selector, Table, Texts, Values};

/// The years that the platform's dates can hold (ISO 8601, four digits and a sign).
const YEARS: std::ops::RangeInclusive<i16> = -9999..=9999;

/// The first and last moment that the platform's timestamps can hold, in milliseconds.
const MOMENTS_MS: std::ops::RangeInclusive<i64> = -377_705_023_201_000..=253_402_207_200_999;

/// The cells of a column, as rows have them.
pub type Cells = columns::Cells<Date>;

columns::columnar!(anonymizer, Cells);

impl Values {
    /// The type's name in the contract.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Integer(_) => "integer",
            Self::Number(_) => "number",
            Self::Boolean(_) => "boolean",
            Self::Date(_) => "date",
            Self::Timestamp(_) => "timestamp",
            Self::Bytes(_) => "bytes",
        }
    }
}

impl Column {
    /// Bytes of the values; what stands in the place of an absent value counts as well.
    #[must_use]
    pub fn byte_size(&self) -> usize {
        match &self.values {
            Values::Text(texts) => texts.joined.len(),
            Values::Bytes(blobs) => blobs.joined.len(),
            Values::Integer(v) | Values::Timestamp(v) => size_of_val(v.as_slice()),
            Values::Number(v) => size_of_val(v.as_slice()),
            Values::Date(v) => size_of_val(v.as_slice()),
            Values::Boolean(v) => size_of_val(v.as_slice()),
        }
    }

    /// The first row whose value the platform could not keep, and what is wrong with it.
    fn first_unfit(&self) -> Option<(usize, &'static str)> {
        // Most values fit, so the rows without one are only looked for where one does not.
        let find = |fits: &dyn Fn(usize) -> bool| {
            (0..self.rows()).find(|row| !fits(*row) && !self.is_absent(*row))
        };
        match &self.values {
            Values::Number(v) => {
                let row = find(&|row| v.get(row).is_some_and(|number| number.is_finite()))?;
                Some((row, "is not a finite number"))
            }
            Values::Date(v) => {
                let row = find(&|row| v.get(row).is_some_and(|day| is_calendar_day(*day)))?;
                Some((row, "is not a day of the calendar"))
            }
            Values::Timestamp(v) => {
                let row = find(&|row| v.get(row).is_some_and(|ms| MOMENTS_MS.contains(ms)))?;
                Some((row, "is beyond the year 9999"))
            }
            Values::Text(_) | Values::Integer(_) | Values::Boolean(_) | Values::Bytes(_) => None,
        }
    }

    /// Whether a row has no value.
    fn is_absent(&self, row: usize) -> bool {
        u32::try_from(row).is_ok_and(|row| self.absent.binary_search(&row).is_ok())
    }
}

impl Table {
    /// How many rows the table has: as many as its first column.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, Column::rows)
    }

    /// Bytes of the names and values.
    #[must_use]
    pub fn byte_size(&self) -> usize {
        self.columns
            .iter()
            .map(|column| column.name.len() + column.byte_size())
            .sum()
    }
}

/// Refuses a batch that is larger than a run may be given, or that no plugin could make sense of.
pub(crate) fn check_input(
    settings: &Settings,
    context: &Context,
    table: &Table,
) -> Result<(), Error> {
    check_parameters(settings, &context.parameters)?;
    check_name(settings, "collection name", &context.collection)?;
    check_table(settings, table)
}

/// Refuses parameters that are too large or no JSON object.
pub(crate) fn check_parameters(settings: &Settings, parameters: &str) -> Result<(), Error> {
    at_most(
        "bytes of parameters",
        parameters.len(),
        settings.parameters_bytes,
    )?;
    if is_json_object(parameters) {
        return Ok(());
    }
    Err(Error::InputRefused(
        "the parameters are not a JSON object".into(),
    ))
}

/// Refuses a name that is too long.
pub(crate) fn check_name(settings: &Settings, what: &str, name: &str) -> Result<(), Error> {
    at_most(
        &format!("bytes of {what}"),
        name.len(),
        settings.parameters_bytes,
    )
}

fn at_most(what: &str, count: usize, bound: usize) -> Result<(), Error> {
    if count <= bound {
        return Ok(());
    }
    Err(Error::InputRefused(format!(
        "{count} {what}, of at most {bound}"
    )))
}

/// Refuses a table that is larger than a call may be given, or is none.
pub(crate) fn check_table(settings: &Settings, table: &Table) -> Result<(), Error> {
    at_most("columns", table.columns.len(), settings.columns)?;
    let rows = table.rows();
    at_most("rows", rows, settings.rows)?;
    at_most(
        "cells",
        rows.saturating_mul(table.columns.len()),
        settings.cells,
    )?;
    for (index, column) in table.columns.iter().enumerate() {
        let name = &column.name;
        if column.rows() != rows {
            return Err(Error::InputRefused(format!(
                "column `{name}` has {} rows, the first has {rows}",
                column.rows()
            )));
        }
        if let Err(fault) = column.check() {
            return Err(Error::InputRefused(format!("column `{name}` {fault}")));
        }
        if table
            .columns
            .iter()
            .take(index)
            .any(|earlier| earlier.name == *name)
        {
            return Err(Error::InputRefused(format!(
                "two columns are named `{name}`"
            )));
        }
        if let Some((row, what)) = column.first_unfit() {
            return Err(Error::InputRefused(format!(
                "row {row} of column `{name}` {what}"
            )));
        }
    }
    at_most("bytes of values", table.byte_size(), settings.input_bytes)
}

/// Refuses an answer that is not of the input's shape, naming the first difference.
///
/// The text names columns as the input has them: what the plugin wrote stays out of it.
pub(crate) fn check_output(input: &Table, output: &Table) -> Result<(), Error> {
    let refuse = |text: String| Err(Error::OutputRefused(text));
    let (given, answered) = (input.columns.len(), output.columns.len());
    for (index, (was, is)) in input.columns.iter().zip(&output.columns).enumerate() {
        let name = &was.name;
        if is.name != *name {
            return refuse(format!("column {index} is not `{name}`, as in the input"));
        }
        if is.class != was.class {
            return refuse(format!(
                "column `{name}` has another data class than in the input"
            ));
        }
        let (was_type, is_type) = (was.values.type_name(), is.values.type_name());
        if was_type != is_type {
            return refuse(format!(
                "column `{name}` is of type {is_type}, not {was_type}"
            ));
        }
        let (was_rows, is_rows) = (was.rows(), is.rows());
        if was_rows != is_rows {
            return refuse(format!(
                "column `{name}` has {is_rows} rows, not {was_rows}"
            ));
        }
        if let Err(fault) = is.check() {
            return refuse(format!("column `{name}` {fault}"));
        }
        if let Some((row, what)) = is.first_unfit() {
            return refuse(format!("row {row} of column `{name}` {what}"));
        }
    }
    if given != answered {
        return refuse(format!("there are {answered} columns, not {given}"));
    }
    Ok(())
}

pub(crate) fn is_json_object(text: &str) -> bool {
    text.trim_start().starts_with('{')
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

fn is_calendar_day(date: Date) -> bool {
    let leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
    let days = match date.month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    YEARS.contains(&date.year) && (1..=days).contains(&date.day)
}

#[cfg(test)]
mod tests {
    use super::{Date, is_calendar_day};

    #[test]
    fn a_leap_day_exists_in_leap_years_only() {
        let leap_day = |year| {
            is_calendar_day(Date {
                year,
                month: 2,
                day: 29,
            })
        };
        assert!(leap_day(2024) && leap_day(2000));
        assert!(!leap_day(2023) && !leap_day(1900));
    }

    #[test]
    fn the_thirteenth_month_is_no_month() {
        assert!(!is_calendar_day(Date {
            year: 2024,
            month: 13,
            day: 1
        }));
    }
}
