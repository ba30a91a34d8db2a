//! One row of a table, for plugins that need several fields at once.

use crate::{DataClass, Field, Refusal, Table, Value, ValueType, Values};

/// One row, over the columns the plugin was given.
#[derive(Debug)]
pub struct Row<'t> {
    columns: &'t mut [Cells],
    index: usize,
}

/// A table taken apart, so that its values can be replaced one by one.
#[derive(Debug)]
pub(crate) struct Rows(Vec<Cells>);

/// The values of a column, each by itself.
#[derive(Debug)]
struct Cells {
    name: String,
    class: DataClass,
    value_type: ValueType,
    values: Vec<Option<Value>>,
}

impl Cells {
    fn field(&self) -> Field<'_> {
        Field {
            name: &self.name,
            class: self.class,
            value_type: self.value_type,
        }
    }
}

impl Rows {
    /// Takes the values out of the table; its rows stay known by [`Table::rows`] of what is put back.
    pub(crate) fn of(table: &Table) -> Self {
        let cells = table.columns.iter().map(|column| Cells {
            name: column.name.clone(),
            class: column.class,
            value_type: column.values.value_type(),
            values: column.values.clone().into_values(),
        });
        Self(cells.collect())
    }

    pub(crate) fn row(&mut self, index: usize) -> Row<'_> {
        Row {
            columns: &mut self.0,
            index,
        }
    }

    pub(crate) fn put_back(self, table: &mut Table) -> Result<(), Refusal> {
        for (column, cells) in table.columns.iter_mut().zip(self.0) {
            column.values = Values::of(&column.field(), cells.values)?;
        }
        Ok(())
    }
}

impl Row<'_> {
    /// The fields, in the order of the columns.
    pub fn fields(&self) -> impl Iterator<Item = Field<'_>> {
        self.columns.iter().map(Cells::field)
    }

    /// The value of a field; none where the row has no value or the plugin was not given the field.
    pub fn get(&self, field: &str) -> Option<Value> {
        let cells = self.columns.iter().find(|cells| cells.name == field)?;
        cells.values.get(self.index)?.clone()
    }

    /// Replaces the value of a field.
    ///
    /// # Errors
    /// A field that the plugin was not given, or a value of another type than the field's.
    pub fn set(&mut self, field: &str, value: Option<Value>) -> Result<(), Refusal> {
        let cells = self.columns.iter_mut().find(|cells| cells.name == field);
        let cells = cells
            .ok_or_else(|| Refusal::UnsupportedColumn(format!("there is no column `{field}`")))?;
        if let Some(value) = &value
            && value.value_type() != cells.value_type
        {
            return Err(wrong_type(&cells.field(), value));
        }
        let slot = cells.values.get_mut(self.index);
        *slot.ok_or_else(|| Refusal::Failed(format!("`{field}` has no such row")))? = value;
        Ok(())
    }
}

/// Refuses an answer of another type than the column's.
pub(crate) fn wrong_type(field: &Field, value: &Value) -> Refusal {
    Refusal::Failed(format!(
        "the plugin answered {} for `{}`, which holds {}",
        value.value_type(),
        field.name,
        field.value_type,
    ))
}
