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

    /// What it does to a text, if it looks at nothing but the text. Like [`Operate::apply`] it cannot fail.
    fn text<'a>(&'a self, _run: &'a Run<'_>, _field: &Field) -> Option<TextFunction<'a>> {
        None
    }

    /// Changes the cells of a field, or the part of them that reached the operator. It cannot fail: what it
    /// cannot read it removes.
    fn apply(&self, run: &Run<'_>, field: &Field, cells: &mut [Cell]) {
        let mut function = self.text(run, field);
        each(cells, |_, value| match (value, &mut function) {
            (Value::Text(text), Some(function)) => {
                let mut answer = String::with_capacity(text.len());
                function(&text, &mut answer).then_some(Value::Text(answer))
            }
            _ => None,
        });
    }
}

/// Writes what becomes of a text to the end of another one; `false` removes it.
pub(crate) type TextFunction<'a> = Box<dyn FnMut(&str, &mut String) -> bool + 'a>;

/// A function of texts whose answer is a text of its own.
pub(crate) fn answering<'a>(function: impl Fn(&str) -> Option<String> + 'a) -> TextFunction<'a> {
    Box::new(move |text, answer| {
        function(text).is_some_and(|text| {
            answer.push_str(&text);
            true
        })
    })
}

/// Puts what the function makes of it in the place of each value there is.
pub(crate) fn each(cells: &mut [Cell], mut function: impl FnMut(usize, Value) -> Option<Value>) {
    for Cell { row, value } in cells {
        *value = value.take().and_then(|value| function(*row, value));
    }
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
