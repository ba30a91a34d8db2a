//! Suppression of rows.

use lethe_plugin::{Field, Refusal, Table};
use serde::Deserialize;

use super::Condition;
use crate::operate::{Cell, Operate};
use crate::run::Run;

/// Removes all values of a row, in every field of the run, where the condition holds; leaves others as they
/// are.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Suppress {
    /// Of which rows.
    condition: Condition,
}

impl Operate for Suppress {
    fn check(&self) -> Result<(), Refusal> {
        self.condition.check()
    }

    fn fits(&self, table: &Table, field: &Field) -> Result<(), Refusal> {
        self.condition.fits(table, field)
    }

    fn reads(&self, other: &str) -> bool {
        self.condition.reads(other)
    }

    fn apply(&self, run: &Run<'_>, field: &Field, cells: &mut [Cell]) {
        let test = self.condition.test(run, field);
        for cell in cells {
            if test.holds(cell) {
                run.suppress(cell.row);
            }
        }
    }
}
