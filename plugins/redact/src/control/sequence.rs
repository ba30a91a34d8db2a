//! Operators one after the other.

use lethe_plugin::{Field, Refusal, Table};
use serde::Deserialize;

use crate::Operator;
use crate::operate::{Cell, Operate, ensure};
use crate::run::Run;

/// Gives the value to one operator after the other.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sequence {
    /// The operators.
    steps: Vec<Operator>,
}

impl Operate for Sequence {
    fn check(&self) -> Result<(), Refusal> {
        ensure(
            !self.steps.is_empty(),
            "`steps` has one operator or more; the one that changes nothing is keep",
        )?;
        self.steps
            .iter()
            .try_for_each(|step| step.operate().check())
    }

    fn fits(&self, table: &Table, field: &Field) -> Result<(), Refusal> {
        self.steps
            .iter()
            .try_for_each(|step| step.operate().fits(table, field))
    }

    fn reads(&self, other: &str) -> bool {
        self.steps.iter().any(|step| step.operate().reads(other))
    }

    fn apply(&self, run: &Run<'_>, field: &Field, cells: &mut [Cell]) {
        for step in &self.steps {
            step.operate().apply(run, field, cells);
        }
    }
}
