//! What an operator is.

use lethe_plugin::{Field, Refusal, Table, Value, ValueType};

use crate::run::Run;

/// One value on its way through the operators.
#[derive(Debug)]
pub(crate) struct Cell {
    /// The row of the batch, from 0.
    pub(crate) row: usize,
    /// The value; none where the record has none, or an operator removed it.
    pub(crate) value: Option<Value>,
}

/// An operator with its parameters.
pub(crate) trait Operate {
    /// Refuses parameters that suit no field.
    fn check(&self) -> Result<(), Refusal> {
        Ok(())
    }

    /// Refuses a field that the operator cannot work on, with these parameters, in this table.
    fn fits(&self, table: &Table, field: &Field) -> Result<(), Refusal>;

    /// Whether it looks at the values of this field while it works on another.
    fn reads(&self, _other: &str) -> bool {
        false
    }

    /// Changes the cells of a field, or the part of them that reached the operator. It cannot fail: what it
    /// cannot read it removes.
    fn apply(&self, run: &Run<'_>, field: &Field, cells: &mut [Cell]);
}

/// Puts what the function makes of it in the place of each value there is.
pub(crate) fn each(cells: &mut [Cell], mut function: impl FnMut(usize, Value) -> Option<Value>) {
    for Cell { row, value } in cells {
        *value = value.take().and_then(|value| function(*row, value));
    }
}

/// Like [`each`], for texts; values of another type are removed.
pub(crate) fn each_text(cells: &mut [Cell], mut function: impl FnMut(String) -> Option<String>) {
    each(cells, |_, value| match value {
        Value::Text(text) => function(text).map(Value::Text),
        _ => None,
    });
}

/// Refuses fields of other types than these.
pub(crate) fn of_type(field: &Field, types: &[ValueType], refusal: &str) -> Result<(), Refusal> {
    if types.contains(&field.value_type) {
        return Ok(());
    }
    Err(field.refuse(refusal))
}

/// Refuses the parameters where `holds` is false, with a sentence that says what is wrong.
pub(crate) fn ensure(holds: bool, wrong: &str) -> Result<(), Refusal> {
    if holds {
        return Ok(());
    }
    Err(Refusal::InvalidParameters(wrong.to_owned()))
}
