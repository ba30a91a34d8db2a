//! Generalization of dates and numbers.

use lethe_plugin::{Date, Field, Refusal, Value, calendar};
use serde::Deserialize;

/// A part of the calendar.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The first day of the month.
    Month,
    /// The first of January.
    Year,
    /// The first of January of a year that ends in 0.
    Decade,
}

/// Makes a value coarser.
///
/// # Errors
/// Parameters that do not fit together, or the field.
pub(crate) fn generalize(
    field: &Field,
    value: &Value,
    to: Option<Part>,
    bucket: Option<f64>,
) -> Result<Option<Value>, Refusal> {
    match (to, bucket) {
        (Some(to), None) => to_part(field, value, to).map(Some),
        (None, Some(width)) => to_bucket(field, value, width).map(Some),
        _ => Err(Refusal::InvalidParameters(
            "generalize takes either `to` (month, year, decade) or `bucket` (a width)".to_owned(),
        )),
    }
}

fn to_part(field: &Field, value: &Value, to: Part) -> Result<Value, Refusal> {
    match value {
        Value::Date(date) => Ok(Value::Date(start_of(*date, to))),
        Value::Timestamp(moment) => {
            let date = start_of(calendar::date_of(*moment), to);
            Ok(Value::Timestamp(calendar::midnight_ms(date)))
        }
        _ => Err(field.refuse("`to` works on dates and timestamps")),
    }
}

fn start_of(Date { year, month, .. }: Date, to: Part) -> Date {
    match to {
        Part::Month => Date {
            year,
            month,
            day: 1,
        },
        Part::Year => Date {
            year,
            month: 1,
            day: 1,
        },
        Part::Decade => Date {
            year: year - year.rem_euclid(10),
            month: 1,
            day: 1,
        },
    }
}

fn to_bucket(field: &Field, value: &Value, width: f64) -> Result<Value, Refusal> {
    let refuse = |why: &str| Refusal::InvalidParameters(format!("`bucket` {why}"));
    if !(width.is_finite() && width > 0.0) {
        return Err(refuse("is a width above 0"));
    }
    match value {
        Value::Number(number) => Ok(Value::Number((number / width).floor() * width)),
        Value::Integer(number) => {
            let width = whole(width).ok_or_else(|| refuse("is a whole number for integers"))?;
            Ok(Value::Integer(
                number.saturating_sub(number.rem_euclid(width)),
            ))
        }
        _ => Err(field.refuse("`bucket` works on numbers")),
    }
}

/// The width as an integer, if it is one; 2^53 is where floating-point numbers stop being exact.
fn whole(width: f64) -> Option<i64> {
    let fits = width.fract() == 0.0 && width <= 9_007_199_254_740_992.0;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole and at most 2^53, checked above"
    )]
    fits.then_some(width as i64)
}
