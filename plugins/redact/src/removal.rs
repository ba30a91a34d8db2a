//! Removal.

use lethe_plugin::{Field, Refusal, Table};
use serde::Deserialize;

use crate::operate::{Operate, TextFunction};
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

    fn text<'a>(&'a self, _: &'a Run<'_>, _: &Field) -> Option<TextFunction<'a>> {
        Some(Box::new(|_, _| false))
    }
}
