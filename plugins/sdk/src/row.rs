//! One row of a table, for plugins that need several fields at once.

use crate::{Column, Field, Refusal, Table, Value, Values};

/// One row, over the columns the plugin was given.
#[derive(Debug)]
pub struct Row<'t> {
    table: &'t mut Table,
    index: usize,
}

impl<'t> Row<'t> {
    pub(crate) fn new(table: &'t mut Table, index: usize) -> Self {
        Self { table, index }
    }

    /// The fields, in the order of the columns.
    pub fn fields(&self) -> impl Iterator<Item = Field<'_>> {
        self.table.columns.iter().map(Column::field)
    }

    /// The value of a field; none where the row has no value or the plugin was not given the field.
    pub fn get(&self, field: &str) -> Option<Value> {
        self.table.column(field)?.get(self.index)
    }

    /// Replaces the value of a field.
    ///
    /// # Errors
    /// A field that the plugin was not given, or a value of another type than the field's.
    pub fn set(&mut self, field: &str, value: Option<Value>) -> Result<(), Refusal> {
        let column = self
            .table
            .columns
            .iter_mut()
            .find(|column| column.name == field);
        let Column {
            name,
            class,
            values,
        } = column
            .ok_or_else(|| Refusal::UnsupportedColumn(format!("there is no column `{field}`")))?;
        let value_type = values.value_type();
        let row = self.index;
        let fits = match (values, value) {
            (Values::Text(list), Some(Value::Text(value))) => put(list, row, Some(value)),
            (Values::Integer(list), Some(Value::Integer(value)))
            | (Values::Timestamp(list), Some(Value::Timestamp(value))) => {
                put(list, row, Some(value))
            }
            (Values::Number(list), Some(Value::Number(value))) => put(list, row, Some(value)),
            (Values::Boolean(list), Some(Value::Boolean(value))) => put(list, row, Some(value)),
            (Values::Date(list), Some(Value::Date(value))) => put(list, row, Some(value)),
            (Values::Bytes(list), Some(Value::Bytes(value))) => put(list, row, Some(value)),
            (values, None) => crate::values::with_list!(values, list => put(list, row, None)),
            (_, Some(value)) => {
                let field = Field {
                    name,
                    class: *class,
                    value_type,
                };
                return Err(wrong_type(&field, &value));
            }
        };
        fits.ok_or_else(|| Refusal::Failed(format!("`{field}` has no row {row}")))
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

fn put<T>(list: &mut [Option<T>], row: usize, value: Option<T>) -> Option<()> {
    *list.get_mut(row)? = value;
    Some(())
}
