//! Permutation of a column.

use lethe_plugin::{Field, Refusal, Table};
use serde::Deserialize;

use crate::keyed::Keyed;
use crate::operate::{Cell, Operate};
use crate::run::Run;

/// Gives every value to another row of the batch; rows without a value stay without. A single value is
/// removed. The values themselves stay, and with them what each says by itself.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Shuffle {}

impl Operate for Shuffle {
    fn fits(&self, _: &Table, _: &Field) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply(&self, run: &Run<'_>, field: &Field, cells: &mut [Cell]) {
        let mut filled: Vec<&mut Cell> = cells
            .iter_mut()
            .filter(|cell| cell.value.is_some())
            .collect();
        // A single value would stay where it was.
        let is_alone = filled.len() < 2;
        let mut values: Vec<_> = filled.iter_mut().map(|cell| cell.value.take()).collect();
        let keyed = Keyed::labelled(run, "shuffle", field.name);
        let mut draws = keyed.draws(&[]);
        // Sattolo's algorithm: all permutations of one cycle are equally likely, so no row keeps its own.
        for last in (1..values.len()).rev() {
            let Some(other) = draws.index(last) else {
                return;
            };
            values.swap(last, other);
        }
        for (cell, value) in filled.into_iter().zip(values).filter(|_| !is_alone) {
            cell.value = value;
        }
    }
}
