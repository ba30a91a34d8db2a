//! Generalization of numbers to intervals of given bounds.

use lethe_plugin::{Field, Refusal, Table, Value, ValueType};
use serde::Deserialize;

use crate::compare::{approximate, finite, whole};
use crate::operate::{Cell, Operate, each, ensure, of_type};
use crate::run::Run;

/// Replaces a number by the lower bound of the interval that it lies in; a text that is a number by the
/// interval's label or lower bound. What lies below all bounds, and other texts, are removed.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Buckets {
    /// The lower bounds, ascending; an interval ends below the next, the last never.
    bounds: Vec<f64>,
    /// As many labels, for text fields.
    #[serde(default)]
    labels: Option<Vec<String>>,
}

impl Operate for Buckets {
    fn check(&self) -> Result<(), Refusal> {
        ensure(
            !self.bounds.is_empty() && self.bounds.is_sorted_by(|one, two| one < two),
            "`bounds` has one number or more, ascending",
        )?;
        let labels = self.labels.as_ref();
        ensure(
            labels.is_none_or(|labels| labels.len() == self.bounds.len()),
            "`labels` has as many labels as `bounds` has numbers",
        )
    }

    fn fits(&self, _: &Table, field: &Field) -> Result<(), Refusal> {
        let types = [ValueType::Number, ValueType::Integer, ValueType::Text];
        of_type(field, &types, "buckets works on numbers and text")?;
        ensure(
            field.value_type == ValueType::Text || self.labels.is_none(),
            "`labels` are for text fields: a field keeps its type",
        )?;
        ensure(
            field.value_type != ValueType::Integer
                || self.bounds.iter().all(|bound| whole(*bound).is_some()),
            "`bounds` are whole numbers for integers",
        )
    }

    fn apply(&self, _: &Run<'_>, _: &Field, cells: &mut [Cell]) {
        each(cells, |_, value| match value {
            Value::Number(number) => finite(*self.bounds.get(self.bucket(number)?)?),
            Value::Integer(number) => {
                let bound = self.bounds.get(self.bucket(approximate(number))?)?;
                whole(*bound).map(Value::Integer)
            }
            Value::Text(text) => {
                let bucket = self.bucket(text.trim().parse().ok()?)?;
                let label = self.labels.as_ref().and_then(|labels| labels.get(bucket));
                let bound = || self.bounds.get(bucket).map(f64::to_string);
                label.cloned().or_else(bound).map(Value::Text)
            }
            _ => None,
        });
    }
}

impl Buckets {
    /// The interval of a number; none below all, and none for infinity, which people do not count to.
    fn bucket(&self, number: f64) -> Option<usize> {
        let below = self.bounds.partition_point(|bound| *bound <= number);
        number.is_finite().then(|| below.checked_sub(1))?
    }
}
