//! No change.

use lethe_plugin::{Field, Refusal, Table};
use serde::Deserialize;

use crate::operate::{Cell, Operate, TextFunction};
use crate::run::Run;

/// Leaves the value as it is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Keep {}

impl Operate for Keep {
    fn fits(&self, _: &Table, _: &Field) -> Result<(), Refusal> {
        Ok(())
    }

    fn text<'a>(&'a self, _: &'a Run<'_>, _: &Field) -> Option<TextFunction<'a>> {
        Some(Box::new(|text, answer| {
            answer.push_str(text);
            true
        }))
    }

    fn apply(&self, _: &Run<'_>, _: &Field, _: &mut [Cell]) {}
}
