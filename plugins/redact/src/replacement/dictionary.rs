//! Replacement value by value.

use std::collections::BTreeMap;

use lethe_plugin::{Field, Refusal, Table, Value, ValueType};
use serde::Deserialize;

use crate::Constant;
use crate::operate::{Cell, Operate, each, of_type};
use crate::run::Run;

/// Replaces the values of a list, each by another.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Dictionary {
    /// From value (written as text) to value of the field's type.
    values: BTreeMap<String, Constant>,
    /// For all others; left out, they are removed.
    #[serde(default)]
    default: Option<Constant>,
}

impl Operate for Dictionary {
    fn fits(&self, _: &Table, field: &Field) -> Result<(), Refusal> {
        let types = [ValueType::Text, ValueType::Integer, ValueType::Boolean];
        of_type(
            field,
            &types,
            "dictionary works on text, integers and booleans",
        )?;
        for value in self.values.values() {
            value.fits(field, "values")?;
        }
        self.default
            .as_ref()
            .map_or(Ok(()), |default| default.fits(field, "default"))
    }

    fn apply(&self, _: &Run<'_>, field: &Field, cells: &mut [Cell]) {
        each(cells, |_, value| {
            let found = match value {
                Value::Text(text) => self.values.get(&text),
                Value::Integer(number) => self.values.get(&number.to_string()),
                Value::Boolean(truth) => self.values.get(&truth.to_string()),
                _ => return None,
            };
            found.or(self.default.as_ref())?.value(field)
        });
    }
}
