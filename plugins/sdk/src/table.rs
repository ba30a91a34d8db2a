//! What a plugin works on: columns of values, over the same rows.

use columns::{Pieces, dense, join, sparse, split};

use crate::bindings::anonymizer::exports::lethe::plugin::anonymizer as wit;
use crate::bindings::exporter::exports::lethe::plugin::exporter;
use crate::bindings::retention::exports::lethe::plugin::retention;
use crate::{DataClass, Date, Field, Texts, Values};

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

/// What stands in the place of a day that there is none of.
const NO_DAY: Date = Date {
    year: 0,
    month: 1,
    day: 1,
};

/// The way from and to the tables of each world.
macro_rules! tables {
    ($wit:ident) => {
        impl From<$wit::Column> for Column {
            fn from(column: $wit::Column) -> Self {
                let $wit::Column {
                    name,
                    class,
                    values,
                    absent,
                } = column;
                let values = match values {
                    $wit::Values::Text($wit::Texts { joined, ends }) => {
                        Values::Text(Texts::received(joined, ends, absent))
                    }
                    $wit::Values::Integer(list) => Values::Integer(sparse(list, &absent)),
                    $wit::Values::Number(list) => Values::Number(sparse(list, &absent)),
                    $wit::Values::Boolean(list) => Values::Boolean(sparse(list, &absent)),
                    $wit::Values::Date(list) => {
                        let days = list
                            .into_iter()
                            .map(|$wit::Date { year, month, day }| Date { year, month, day });
                        Values::Date(sparse(days.collect(), &absent))
                    }
                    $wit::Values::Timestamp(list) => Values::Timestamp(sparse(list, &absent)),
                    $wit::Values::Bytes($wit::Blobs { joined, ends }) => {
                        Values::Bytes(split(&joined, &ends, &absent, <[u8]>::to_vec))
                    }
                };
                Self {
                    name,
                    class: class.into(),
                    values,
                }
            }
        }

        impl From<$wit::Table> for Table {
            fn from(table: $wit::Table) -> Self {
                Self {
                    columns: table.columns.into_iter().map(Into::into).collect(),
                }
            }
        }
    };
}

/// The data classes of worlds other than `anonymizer`, whose own is the SDK's.
macro_rules! classes {
    ($wit:ident) => {
        impl From<$wit::DataClass> for DataClass {
            fn from(class: $wit::DataClass) -> Self {
                match class {
                    $wit::DataClass::Identifier => Self::Identifier,
                    $wit::DataClass::Contact => Self::Contact,
                    $wit::DataClass::QuasiIdentifier => Self::QuasiIdentifier,
                    $wit::DataClass::Sensitive => Self::Sensitive,
                    $wit::DataClass::Special => Self::Special,
                    $wit::DataClass::FreeText => Self::FreeText,
                    $wit::DataClass::None => Self::None,
                }
            }
        }

        impl From<DataClass> for $wit::DataClass {
            fn from(class: DataClass) -> Self {
                match class {
                    DataClass::Identifier => Self::Identifier,
                    DataClass::Contact => Self::Contact,
                    DataClass::QuasiIdentifier => Self::QuasiIdentifier,
                    DataClass::Sensitive => Self::Sensitive,
                    DataClass::Special => Self::Special,
                    DataClass::FreeText => Self::FreeText,
                    DataClass::None => Self::None,
                }
            }
        }

        impl From<crate::Selector> for $wit::Selector {
            fn from(selector: crate::Selector) -> Self {
                Self {
                    name: selector.name,
                    classes: selector.classes.into_iter().map(Into::into).collect(),
                }
            }
        }
    };
}

tables!(wit);
tables!(exporter);
classes!(exporter);
tables!(retention);
classes!(retention);

impl From<Column> for wit::Column {
    fn from(column: Column) -> Self {
        fn of<T>(
            (list, absent): (Vec<T>, Vec<u32>),
            values: fn(Vec<T>) -> wit::Values,
        ) -> (wit::Values, Vec<u32>) {
            (values(list), absent)
        }
        let (values, absent) = match column.values {
            Values::Text(texts) => {
                let (texts, absent) = texts.send();
                (wit::Values::Text(texts), absent)
            }
            Values::Integer(list) => of(dense(list, 0), wit::Values::Integer),
            Values::Number(list) => of(dense(list, 0.0), wit::Values::Number),
            Values::Boolean(list) => of(dense(list, false), wit::Values::Boolean),
            Values::Date(list) => of(dense(list, NO_DAY), wit::Values::Date),
            Values::Timestamp(list) => of(dense(list, 0), wit::Values::Timestamp),
            Values::Bytes(list) => {
                let pieces = join(list.iter().map(Option::as_deref));
                let Pieces {
                    joined,
                    ends,
                    absent,
                } = pieces;
                (wit::Values::Bytes(wit::Blobs { joined, ends }), absent)
            }
        };
        Self {
            name: column.name,
            class: column.class,
            values,
            absent,
        }
    }
}

impl From<Table> for wit::Table {
    fn from(table: Table) -> Self {
        Self {
            columns: table.columns.into_iter().map(Into::into).collect(),
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
        self.with(name, class, Values::Text(values.into_iter().collect()))
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
