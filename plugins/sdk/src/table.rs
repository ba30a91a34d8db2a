//! What a plugin works on: columns of values, over the same rows.

use crate::bindings::exports::lethe::plugin::anonymizer as wit;
use crate::{DataClass, Date, Field, Values};

/// One field of the rows.
#[derive(Clone, Debug)]
pub struct Column {
    /// The field's name.
    pub name: String,
    /// How its values relate to a person.
    pub class: DataClass,
    /// One value a row, or none.
    pub values: Values,
}

/// Columns of equal length.
#[derive(Clone, Debug)]
pub struct Table {
    /// The columns, in the order in which they were handed over and are handed back.
    pub columns: Vec<Column>,
}

columns::columnar!(wit, Values);

impl From<wit::Table> for Table {
    fn from(table: wit::Table) -> Self {
        let columns = table.columns.into_iter().map(|mut column| Column {
            name: std::mem::take(&mut column.name),
            class: column.class,
            values: column.unpack(),
        });
        Self {
            columns: columns.collect(),
        }
    }
}

impl From<Table> for wit::Table {
    fn from(table: Table) -> Self {
        let columns = table.columns.into_iter();
        let columns =
            columns.map(|column| wit::Column::pack(column.name, column.class, &column.values));
        Self {
            columns: columns.collect(),
        }
    }
}

impl Column {
    /// What the column is.
    pub fn field(&self) -> Field<'_> {
        Field {
            name: &self.name,
            class: self.class,
            value_type: self.values.value_type(),
        }
    }
}

impl Table {
    /// A table to fill with the `with_` methods, for tests and tools.
    pub fn new() -> Self {
        Self {
            columns: Vec::new(),
        }
    }

    /// How many rows the table has.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    /// The values of a column.
    pub fn column(&self, name: &str) -> Option<&Values> {
        self.columns
            .iter()
            .find(|column| column.name == name)
            .map(|column| &column.values)
    }

    /// Adds a column.
    #[must_use]
    pub fn with(mut self, name: &str, class: DataClass, values: Values) -> Self {
        self.columns.push(Column {
            name: name.to_owned(),
            class,
            values,
        });
        self
    }

    /// Adds a column of texts.
    #[must_use]
    pub fn with_text<'a>(
        self,
        name: &str,
        class: DataClass,
        values: impl IntoIterator<Item = Option<&'a str>>,
    ) -> Self {
        let values = values
            .into_iter()
            .map(|value| value.map(str::to_owned))
            .collect();
        self.with(name, class, Values::Text(values))
    }

    /// Adds a column of dates, each given as year, month and day.
    #[must_use]
    pub fn with_dates(
        self,
        name: &str,
        class: DataClass,
        values: impl IntoIterator<Item = Option<(i16, u8, u8)>>,
    ) -> Self {
        let date = |(year, month, day)| Date { year, month, day };
        let values = values.into_iter().map(|value| value.map(date)).collect();
        self.with(name, class, Values::Date(values))
    }
}

impl Default for Table {
    fn default() -> Self {
        Self::new()
    }
}
