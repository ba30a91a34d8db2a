//! Removal.

use lethe_plugin::{Field, Refusal, Table};
use serde::Deserialize;

use crate::operate::{Cell, Operate, each};
use crate::run::Run;

/// Removes the value.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Redact {}

impl Operate for Redact {
    fn fits(&self, _: &Table, _: &Field) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply(&self, _: &Run<'_>, _: &Field, cells: &mut [Cell]) {
        each(cells, |_, _| None);
    }
}
