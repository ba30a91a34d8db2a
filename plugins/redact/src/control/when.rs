//! One operator or another.

use lethe_plugin::{Field, Refusal, Table};
use serde::Deserialize;

use super::Condition;
use crate::operate::{Cell, Operate};
use crate::run::Run;
use crate::{Operator, Redact};

/// Gives the value to one operator where the condition holds, to another where it does not. Operators on whole
/// columns see the values that they are given.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct When {
    /// Which rows.
    condition: Condition,
    /// Where it holds.
    then: Box<Operator>,
    /// Where it does not; left out, the value is removed.
    #[serde(default)]
    otherwise: Option<Box<Operator>>,
}

impl Operate for When {
    fn check(&self) -> Result<(), Refusal> {
        self.condition.check()?;
        self.then.operate().check()?;
        self.otherwise().check()
    }

    fn fits(&self, table: &Table, field: &Field) -> Result<(), Refusal> {
        self.condition.fits(table, field)?;
        self.then.operate().fits(table, field)?;
        self.otherwise().fits(table, field)
    }

    fn reads(&self, other: &str) -> bool {
        self.condition.reads(other)
            || self.then.operate().reads(other)
            || self.otherwise().reads(other)
    }

    fn apply(&self, run: &Run<'_>, field: &Field, cells: &mut [Cell]) {
        let test = self.condition.test(run, field);
        let mut fitting = 0;
        for index in 0..cells.len() {
            if cells.get(index).is_some_and(|cell| test.holds(cell)) {
                cells.swap(fitting, index);
                fitting += 1;
            }
        }
        let (then, otherwise) = cells.split_at_mut(fitting);
        self.then.operate().apply(run, field, then);
        self.otherwise().apply(run, field, otherwise);
    }
}

impl When {
    fn otherwise(&self) -> &dyn Operate {
        match &self.otherwise {
            Some(operator) => operator.operate(),
            None => &Redact {},
        }
    }
}
