//! One run over a batch.

use std::cell::Cell as Shared;

use lethe_plugin::{Context, Field, Refusal, Table, Texts, Values};

use crate::operate::{Cell, Operate};
use crate::{Parameters, Redact};

/// What operators know besides the cells they are given.
pub(crate) struct Run<'a> {
    /// The circumstances.
    pub(crate) context: &'a Context<Parameters>,
    /// The fields that some operator looks at, as they were before the run.
    pub(crate) before: Table,
    suppressed: Vec<Shared<bool>>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(context: &'a Context<Parameters>, table: &Table) -> Self {
        let read = table.columns.iter();
        let read = read.filter(|column| context.parameters.reads(&column.name));
        let before = Table {
            columns: read.cloned().collect(),
        };
        Self {
            context,
            before,
            suppressed: vec![Shared::new(false); table.rows()],
        }
    }

    /// Has all values of a row removed at the end of the run.
    pub(crate) fn suppress(&self, row: usize) {
        if let Some(suppressed) = self.suppressed.get(row) {
            suppressed.set(true);
        }
    }

    fn is_any_suppressed(&self) -> bool {
        self.suppressed.iter().any(Shared::get)
    }

    fn is_kept(&self, row: usize) -> bool {
        self.suppressed.get(row).is_some_and(|is| !is.get())
    }
}

/// Anonymizes a batch: every column by the operator that the parameters have for it, and by [`Redact`]
/// where they have none.
///
/// # Errors
/// Parameters that do not fit, or a column that the operator does not work on; nothing is changed then.
pub(crate) fn anonymize(context: &Context<Parameters>, table: &mut Table) -> Result<(), Refusal> {
    let parameters = &context.parameters;
    parameters.check()?;
    for column in &table.columns {
        let field = column.field();
        parameters.operator(&field).fits(table, &field)?;
    }
    let run = Run::new(context, table);
    let mut columns = Vec::with_capacity(table.columns.len());
    for column in &mut table.columns {
        let values = column.values.take();
        columns.push(Work::of(
            parameters.operator(&column.field()),
            &run,
            &column.field(),
            values,
        ));
    }
    // Only now, because a row may have been suppressed in a later column.
    for (column, work) in table.columns.iter_mut().zip(columns) {
        column.values = work.done(&run, &column.field())?;
    }
    Ok(())
}

/// A column that an operator has changed.
enum Work {
    Texts(Texts),
    Cells(Vec<Cell>),
}

impl Work {
    fn of(operator: &dyn Operate, run: &Run<'_>, field: &Field, values: Values) -> Self {
        match (values, operator.text(run, field)) {
            (Values::Text(mut texts), Some(mut function)) => {
                texts.rewrite(|_, text, answer| function(text, answer));
                Self::Texts(texts)
            }
            (values, _) => {
                let mut cells = cells(values);
                operator.apply(run, field, &mut cells);
                Self::Cells(cells)
            }
        }
    }

    fn done(self, run: &Run<'_>, field: &Field) -> Result<Values, Refusal> {
        match self {
            Self::Texts(mut texts) => {
                if run.is_any_suppressed() {
                    texts.rewrite(|row, text, answer| {
                        answer.push_str(text);
                        run.is_kept(row)
                    });
                }
                Ok(Values::Text(texts))
            }
            Self::Cells(mut cells) => {
                cells.sort_by_key(|cell| cell.row);
                let values = cells
                    .into_iter()
                    .map(|cell| cell.value.filter(|_| run.is_kept(cell.row)));
                Values::of(field, values)
            }
        }
    }
}

impl Parameters {
    fn operator(&self, field: &Field) -> &dyn Operate {
        match self {
            Self::Rules(rules) => rules.of(field).map_or(&Redact {}, |found| found.operate()),
            Self::Operator(operator) => operator.operate(),
        }
    }

    fn reads(&self, field: &str) -> bool {
        match self {
            Self::Rules(rules) => rules.operators().any(|one| one.operate().reads(field)),
            Self::Operator(operator) => operator.operate().reads(field),
        }
    }

    fn check(&self) -> Result<(), Refusal> {
        match self {
            Self::Rules(rules) => rules.check(),
            Self::Operator(operator) => operator.operate().check(),
        }
    }
}

fn cells(values: Values) -> Vec<Cell> {
    let values = values.into_values().into_iter().enumerate();
    values.map(|(row, value)| Cell { row, value }).collect()
}
