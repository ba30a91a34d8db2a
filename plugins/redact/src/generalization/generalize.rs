//! Generalization of dates and numbers to intervals of one width.

use lethe_plugin::{Date, Field, Refusal, Table, Value, ValueType, calendar};
use serde::Deserialize;

use crate::compare::{finite, whole};
use crate::operate::{Cell, Operate, each, ensure, of_type};
use crate::run::Run;

/// Makes a date or a number coarser: give `to` for dates, `bucket` for numbers.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Generalize {
    /// Dates and timestamps become the start of this part of the calendar (UTC).
    #[serde(default)]
    to: Option<Part>,
    /// Numbers become the lower bound of the bucket of this width that they lie in.
    #[serde(default)]
    bucket: Option<f64>,
}

/// A part of the calendar.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The Monday (ISO 8601).
    Week,
    /// The first day of the month.
    Month,
    /// The first of January, April, July or October.
    Quarter,
    /// The first of January.
    Year,
    /// The first of January of a year that ends in 0.
    Decade,
}

impl Operate for Generalize {
    fn check(&self) -> Result<(), Refusal> {
        match (self.to, self.bucket) {
            (Some(_), None) => Ok(()),
            (None, Some(width)) => ensure(
                width.is_finite() && width > 0.0,
                "`bucket` is a width above 0",
            ),
            _ => ensure(
                false,
                "generalize takes either `to` (a part of the calendar) or `bucket` (a width)",
            ),
        }
    }

    fn fits(&self, _: &Table, field: &Field) -> Result<(), Refusal> {
        let Some(width) = self.bucket else {
            let types = [ValueType::Date, ValueType::Timestamp];
            return of_type(field, &types, "`to` works on dates and timestamps");
        };
        let types = [ValueType::Number, ValueType::Integer];
        of_type(field, &types, "`bucket` works on numbers")?;
        ensure(
            field.value_type == ValueType::Number || whole(width).is_some(),
            "`bucket` is a whole number for integers",
        )
    }

    fn apply(&self, _: &Run<'_>, _: &Field, cells: &mut [Cell]) {
        each(cells, |_, value| match (value, self.to, self.bucket) {
            (Value::Date(date), Some(to), _) => Some(Value::Date(to.start(date))),
            (Value::Timestamp(moment), Some(to), _) => {
                let start = to.start(calendar::date_of(moment));
                Some(Value::Timestamp(calendar::midnight_ms(start)))
            }
            (Value::Number(number), _, Some(width)) => finite((number / width).floor() * width),
            (Value::Integer(number), _, Some(width)) => {
                let above = number.checked_rem_euclid(whole(width)?)?;
                Some(Value::Integer(number.saturating_sub(above)))
            }
            _ => None,
        });
    }
}

impl Part {
    fn start(self, date: Date) -> Date {
        let Date { year, month, .. } = date;
        let first = |year, month| Date {
            year,
            month,
            day: 1,
        };
        match self {
            Self::Week => calendar::monday_of(date),
            Self::Month => first(year, month),
            Self::Quarter => first(year, month - month.saturating_sub(1) % 3),
            Self::Year => first(year, 1),
            Self::Decade => first(year.saturating_sub(year.rem_euclid(10)), 1),
        }
    }
}
