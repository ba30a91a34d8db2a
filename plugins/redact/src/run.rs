//! One run over a batch.

use std::cell::Cell as Shared;

use lethe_plugin::{Context, Refusal, Table, Values};

use crate::operate::{Cell, Operate};
use crate::{Parameters, Redact};

/// What operators know besides the cells they are given.
pub(crate) struct Run<'a> {
    /// The circumstances.
    pub(crate) context: &'a Context<Parameters>,
    /// All wanted fields as they were before the run.
    pub(crate) table: &'a Table,
    suppressed: Vec<Shared<bool>>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(context: &'a Context<Parameters>, table: &'a Table) -> Self {
        let suppressed = (0..table.rows()).map(|_| Shared::new(false)).collect();
        Self {
            context,
            table,
            suppressed,
        }
    }

    /// Has all values of a row removed at the end of the run.
    pub(crate) fn suppress(&self, row: usize) {
        if let Some(suppressed) = self.suppressed.get(row) {
            suppressed.set(true);
        }
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
    let columns = {
        let run = Run::new(context, table);
        let columns: Vec<Vec<Cell>> = table
            .columns
            .iter()
            .map(|column| {
                let mut cells = cells(&column.values);
                let field = column.field();
                parameters.operator(&field).apply(&run, &field, &mut cells);
                cells
            })
            .collect();
        // A row may have been suppressed in a later column than this.
        let is_kept = |cell: &Cell| run.suppressed.get(cell.row).is_some_and(|is| !is.get());
        columns
            .into_iter()
            .map(|mut cells| {
                cells.retain(is_kept);
                cells
            })
            .collect::<Vec<_>>()
    };
    for (column, cells) in table.columns.iter_mut().zip(columns) {
        // What no cell speaks for is gone.
        let mut values = vec![None; column.values.len()];
        for Cell { row, value } in cells {
            if let Some(place) = values.get_mut(row) {
                *place = value;
            }
        }
        column.values = Values::of(&column.field(), values)?;
    }
    Ok(())
}

impl Parameters {
    fn operator(&self, field: &lethe_plugin::Field) -> &dyn Operate {
        match self {
            Self::Rules(rules) => rules.of(field).map_or(&Redact {}, |found| found.operate()),
            Self::Operator(operator) => operator.operate(),
        }
    }

    fn check(&self) -> Result<(), Refusal> {
        match self {
            Self::Rules(rules) => rules.check(),
            Self::Operator(operator) => operator.operate().check(),
        }
    }
}

fn cells(values: &Values) -> Vec<Cell> {
    (0..values.len())
        .map(|row| Cell {
            row,
            value: values.get(row),
        })
        .collect()
}
