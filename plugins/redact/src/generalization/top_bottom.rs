//! Top and bottom coding: the rare values at the ends, by which people can be singled out, become the bound.

use std::cmp::Ordering;

use lethe_plugin::{Field, Refusal, Table, ValueType};
use serde::Deserialize;

use crate::Constant;
use crate::compare::order;
use crate::operate::{Cell, Operate, each, ensure, of_type};
use crate::run::Run;

/// Replaces what lies below `bottom` or above `top` by that bound. All other values stay.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TopBottom {
    /// The least value.
    #[serde(default)]
    bottom: Option<Constant>,
    /// The greatest value.
    #[serde(default)]
    top: Option<Constant>,
}

impl Operate for TopBottom {
    fn check(&self) -> Result<(), Refusal> {
        ensure(
            self.bottom.is_some() || self.top.is_some(),
            "top-bottom takes `bottom`, `top` or both",
        )
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
            "top-bottom works on numbers, dates and timestamps",
        )?;
        let bounds = [("bottom", &self.bottom), ("top", &self.top)];
        for (name, bound) in bounds {
            bound
                .as_ref()
                .map_or(Ok(()), |bound| bound.fits(field, name))?;
        }
        let [bottom, top] = bounds.map(|(_, bound)| bound.as_ref()?.value(field));
        let order = bottom
            .zip(top)
            .and_then(|(bottom, top)| order(&bottom, &top));
        ensure(order != Some(Ordering::Greater), "`bottom` is above `top`")
    }

    fn apply(&self, _: &Run<'_>, field: &Field, cells: &mut [Cell]) {
        let bottom = self.bottom.as_ref().and_then(|bound| bound.value(field));
        let top = self.top.as_ref().and_then(|bound| bound.value(field));
        each(cells, |_, value| {
            let beyond = |bound, ordering| order(&value, bound) == Some(ordering);
            match (&bottom, &top) {
                (Some(bottom), _) if beyond(bottom, Ordering::Less) => Some(bottom.clone()),
                (_, Some(top)) if beyond(top, Ordering::Greater) => Some(top.clone()),
                _ => Some(value),
            }
        });
    }
}
