//! Conditions on values.

use std::cmp::Ordering;

use lethe_plugin::{Field, Refusal, Table, Value, ValueType, Values};
use serde::Deserialize;

use crate::Constant;
use crate::compare::order;
use crate::operate::{Cell, ensure, of_type};
use crate::run::Run;

/// Tests of a value, all of which must hold. No test but `is_null` holds where there is no value.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Another wanted field, whose value is tested as it was before the run; left out, the field that is worked
    /// on, as the steps before left it.
    #[serde(default)]
    field: Option<String>,
    /// The value is this.
    #[serde(default)]
    equals: Option<Constant>,
    /// The value is one of these.
    #[serde(default)]
    r#in: Option<Vec<Constant>>,
    /// The text begins with this.
    #[serde(default)]
    starts_with: Option<String>,
    /// The value lies below this.
    #[serde(default)]
    less_than: Option<Constant>,
    /// The value lies above this.
    #[serde(default)]
    greater_than: Option<Constant>,
    /// Whether there is no value.
    #[serde(default)]
    is_null: Option<bool>,
}

impl Condition {
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let is_any = self.equals.is_some()
            || self.r#in.is_some()
            || self.starts_with.is_some()
            || self.less_than.is_some()
            || self.greater_than.is_some()
            || self.is_null.is_some();
        ensure(
            is_any,
            "a condition has one of `equals`, `in`, `starts_with`, `less_than`, `greater_than`, `is_null`",
        )
    }

    pub(super) fn fits(&self, table: &Table, field: &Field) -> Result<(), Refusal> {
        let field = self.tested(table, field)?;
        for (name, constant) in [
            ("equals", &self.equals),
            ("less_than", &self.less_than),
            ("greater_than", &self.greater_than),
        ] {
            constant
                .as_ref()
                .map_or(Ok(()), |it| it.fits(&field, name))?;
        }
        for constant in self.r#in.iter().flatten() {
            constant.fits(&field, "in")?;
        }
        if self.less_than.is_some() || self.greater_than.is_some() {
            let refusal = "`less_than` and `greater_than` work on numbers, dates and timestamps";
            let types = [
                ValueType::Integer,
                ValueType::Number,
                ValueType::Date,
                ValueType::Timestamp,
            ];
            of_type(&field, &types, refusal)?;
        }
        match self.starts_with {
            Some(_) => of_type(&field, &[ValueType::Text], "`starts_with` works on text"),
            None => Ok(()),
        }
    }

    /// Whether it is this field's values that it tests.
    pub(super) fn reads(&self, other: &str) -> bool {
        self.field.as_deref() == Some(other)
    }

    /// The condition with its constants as values of the field that it tests.
    pub(super) fn test<'t>(&'t self, run: &'t Run<'_>, field: &Field<'t>) -> Test<'t> {
        let field = self.tested(&run.before, field).unwrap_or(*field);
        let value = |constant: &Option<Constant>| constant.as_ref()?.value(&field);
        let all = |constants: &Vec<Constant>| constants.iter().map(|it| it.value(&field)).collect();
        Test {
            condition: self,
            other: self.field.as_ref().and_then(|name| run.before.column(name)),
            equals: value(&self.equals),
            is_in: self.r#in.as_ref().map(all).unwrap_or_default(),
            less_than: value(&self.less_than),
            greater_than: value(&self.greater_than),
        }
    }

    fn tested<'t>(&self, table: &'t Table, field: &Field<'t>) -> Result<Field<'t>, Refusal> {
        let Some(name) = &self.field else {
            return Ok(*field);
        };
        let column = table.columns.iter().find(|column| column.name == *name);
        column.map(lethe_plugin::Column::field).ok_or_else(|| {
            Refusal::InvalidParameters(format!(
                "a condition names `{name}`, which is no field of this run"
            ))
        })
    }
}

/// A condition that is ready for a column.
pub(super) struct Test<'t> {
    condition: &'t Condition,
    other: Option<&'t Values>,
    equals: Option<Value>,
    is_in: Vec<Option<Value>>,
    less_than: Option<Value>,
    greater_than: Option<Value>,
}

impl Test<'_> {
    pub(super) fn holds(&self, cell: &Cell) -> bool {
        let other = self.other.and_then(|values| values.get(cell.row));
        let value = match self.other {
            Some(_) => other.as_ref(),
            None => cell.value.as_ref(),
        };
        let Condition {
            equals,
            r#in,
            starts_with,
            less_than,
            greater_than,
            is_null,
            ..
        } = self.condition;
        let is_any = |ordering, constants: &[Option<Value>]| {
            let mut constants = constants.iter().flatten();
            constants
                .any(|constant| value.and_then(|value| order(value, constant)) == Some(ordering))
        };
        let is =
            |ordering, constant: &Option<Value>| is_any(ordering, std::slice::from_ref(constant));
        let starts =
            |prefix: &String| matches!(value, Some(Value::Text(text)) if text.starts_with(prefix));
        (equals.is_none() || is(Ordering::Equal, &self.equals))
            && (r#in.is_none() || is_any(Ordering::Equal, &self.is_in))
            && (less_than.is_none() || is(Ordering::Less, &self.less_than))
            && (greater_than.is_none() || is(Ordering::Greater, &self.greater_than))
            && starts_with.as_ref().is_none_or(starts)
            && is_null.is_none_or(|wanted| wanted == value.is_none())
    }
}
