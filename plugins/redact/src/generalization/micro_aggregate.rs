//! Micro-aggregation: k people have one value in common (Domingo-Ferrer and Mateo-Sanz, 2002, of one variable
//! with groups of fixed size).

use lethe_plugin::{Field, Refusal, Table, Value, ValueType};
use serde::Deserialize;

use crate::compare::{approximate, finite, order};
use crate::operate::{Cell, Operate, ensure, of_type};
use crate::run::Run;

/// Replaces the values of each `k` nearest rows of the batch by their mean, for dates and timestamps by their
/// median; the last group takes the remainder. A column with fewer than `k` values is removed.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MicroAggregate {
    /// The fewest rows that share a value, 2 or more.
    k: usize,
}

impl Operate for MicroAggregate {
    fn check(&self) -> Result<(), Refusal> {
        ensure(self.k >= 2, "`k` is 2 or more")
    }

    fn fits(&self, _: &Table, field: &Field) -> Result<(), Refusal> {
        let types = [
            ValueType::Number,
            ValueType::Integer,
            ValueType::Date,
            ValueType::Timestamp,
        ];
        of_type(
            field,
            &types,
            "micro-aggregate works on numbers, dates and timestamps",
        )
    }

    fn apply(&self, _: &Run<'_>, _: &Field, cells: &mut [Cell]) {
        let mut filled: Vec<(&mut Cell, Value)> = cells
            .iter_mut()
            .filter_map(|cell| cell.value.take().map(|value| (cell, value)))
            .collect();
        filled.sort_by(|(_, one), (_, two)| order(one, two).unwrap_or(std::cmp::Ordering::Equal));
        let mut rest = filled.as_mut_slice();
        while rest.len() >= self.k {
            let is_last = rest.len() / self.k < 2;
            let (group, after) = rest.split_at_mut(if is_last { rest.len() } else { self.k });
            let shared = shared(group);
            for (cell, _) in group {
                cell.value.clone_from(&shared);
            }
            rest = after;
        }
    }
}

/// What a group, sorted by value, has in common; the median of an even number is the lower one.
fn shared(group: &[(&mut Cell, Value)]) -> Option<Value> {
    let count = i64::try_from(group.len()).ok()?;
    let values = group.iter().map(|(_, value)| value);
    match values.clone().next()? {
        Value::Number(_) => {
            // Divided one by one: a sum could leave the numbers there are.
            let part = |value: &Value| match value {
                Value::Number(number) => number / approximate(count),
                _ => 0.0,
            };
            finite(values.map(part).sum())
        }
        Value::Integer(_) => {
            let sum: i128 = values
                .map(|value| match value {
                    Value::Integer(number) => i128::from(*number),
                    _ => 0,
                })
                .sum();
            let count = i128::from(count);
            let mean = (sum + count / 2).div_euclid(count);
            i64::try_from(mean).ok().map(Value::Integer)
        }
        _ => {
            let (_, median) = group.get(group.len().checked_sub(1)? / 2)?;
            Some(median.clone())
        }
    }
}
