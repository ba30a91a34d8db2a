//! Replacement by a constant.

use lethe_plugin::{Field, Refusal, Table, Value};
use serde::Deserialize;

use crate::Constant;
use crate::operate::{Cell, Operate, TextFunction, each};
use crate::run::Run;

/// Puts the same value in the place of every value.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Replace {
    /// The value, of the field's type.
    with: Constant,
}

impl Operate for Replace {
    fn fits(&self, _: &Table, field: &Field) -> Result<(), Refusal> {
        self.with.fits(field, "with")
    }

    fn text<'a>(&'a self, _: &'a Run<'_>, field: &Field) -> Option<TextFunction<'a>> {
        let Some(Value::Text(with)) = self.with.value(field) else {
            return None;
        };
        Some(Box::new(move |_, answer| {
            answer.push_str(&with);
            true
        }))
    }

    fn apply(&self, _: &Run<'_>, field: &Field, cells: &mut [Cell]) {
        let with = self.with.value(field);
        each(cells, |_, _| with.clone());
    }
}
