//! One collection: a row for each record, a column of its own type for each field.

use lethe_plugin::{DataClass, Refusal, Table};

use crate::chunk::{Encoded, Plain};
use crate::leaf::Leaf;

/// Records that wait to be written.
#[derive(Debug)]
pub(crate) struct Records {
    collection: String,
    /// The columns of the first table; none before it.
    columns: Option<Vec<(DataClass, Plain)>>,
    rows: usize,
}

impl Records {
    /// No record yet of the collection that is wanted.
    pub(crate) fn new(collection: String) -> Self {
        Self {
            collection,
            columns: None,
            rows: 0,
        }
    }

    /// Adds rows, if they are of the collection.
    ///
    /// # Errors
    /// Other columns than those of the table before.
    pub(crate) fn push(&mut self, collection: &str, rows: &Table) -> Result<(), Refusal> {
        if collection != self.collection {
            return Ok(());
        }
        let columns = self.columns.get_or_insert_with(|| {
            let columns = rows.columns.iter();
            columns
                .map(|column| {
                    let leaf = Leaf {
                        name: column.name.clone(),
                        value_type: column.values.value_type(),
                        is_optional: true,
                    };
                    (column.class, Plain::new(leaf))
                })
                .collect()
        });
        let mut pairs = columns.iter().zip(&rows.columns);
        let are_same = pairs.all(|((_, plain), column)| {
            plain.leaf.name == column.name && plain.leaf.value_type == column.values.value_type()
        });
        if !are_same || columns.len() != rows.columns.len() {
            let message = format!("tables of `{collection}` have different columns");
            return Err(Refusal::UnsupportedColumn(message));
        }
        for ((_, plain), column) in columns.iter_mut().zip(&rows.columns) {
            for row in 0..column.values.len() {
                plain.push(column.values.get(row).as_ref());
            }
        }
        self.rows += rows.rows();
        Ok(())
    }

    /// About how many bytes wait.
    pub(crate) fn bytes(&self) -> usize {
        self.plains().map(Plain::bytes).sum()
    }

    /// Takes the rows out.
    pub(crate) fn take(&mut self) -> (usize, Vec<Encoded>) {
        let columns = self.columns.iter_mut().flatten();
        let chunks = columns.map(|(_, plain)| plain.take()).collect();
        (std::mem::take(&mut self.rows), chunks)
    }

    /// The columns.
    pub(crate) fn leaves(&self) -> Vec<&Leaf> {
        self.plains().map(|plain| &plain.leaf).collect()
    }

    /// The class of each field, as an entry of the file's metadata.
    ///
    /// # Errors
    /// There was no record, so that nobody knows the fields.
    pub(crate) fn classes(&self) -> Result<Vec<(String, String)>, Refusal> {
        let Some(columns) = &self.columns else {
            let collection = &self.collection;
            let message = format!("there are no records of a collection `{collection}` to write");
            return Err(Refusal::InvalidParameters(message));
        };
        let entry = |(class, plain): &(DataClass, Plain)| {
            let key = format!("class:{}", plain.leaf.name);
            (key, class.as_str().to_owned())
        };
        Ok(columns.iter().map(entry).collect())
    }

    fn plains(&self) -> impl Iterator<Item = &Plain> {
        self.columns.iter().flatten().map(|(_, plain)| plain)
    }
}
