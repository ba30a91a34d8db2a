//! All collections: a row for each field of a record.

use lethe_plugin::{Table, Value, ValueType};

use crate::chunk::{Dictionary, Encoded, Plain};
use crate::leaf::Leaf;

/// Values that wait to be written.
#[derive(Debug)]
pub(crate) struct Cells {
    collection: Dictionary,
    record: Dictionary,
    field: Dictionary,
    class: Dictionary,
    value_type: Dictionary,
    value: Plain,
    rows: usize,
    /// The collection of the table before, and how many records of it there were.
    current: Option<(String, i64)>,
}

impl Cells {
    pub(crate) fn new() -> Self {
        let leaf = |name: &str, value_type, is_optional| Leaf {
            name: name.to_owned(),
            value_type,
            is_optional,
        };
        let dictionary = |name, value_type| Dictionary::new(leaf(name, value_type, false));
        Self {
            collection: dictionary("collection", ValueType::Text),
            record: dictionary("record", ValueType::Integer),
            field: dictionary("field", ValueType::Text),
            class: dictionary("class", ValueType::Text),
            value_type: dictionary("type", ValueType::Text),
            value: Plain::new(leaf("value", ValueType::Text, true)),
            rows: 0,
            current: None,
        }
    }

    /// Adds the values of a table; absent ones as well, so that every field and record can be told.
    pub(crate) fn push(&mut self, collection: &str, rows: &Table) {
        let before = match self.current.take() {
            Some((name, records)) if name == collection => records,
            _ => 0,
        };
        let of_collection = self.collection.text(collection);
        let fields: Vec<[u32; 3]> = rows
            .columns
            .iter()
            .map(|column| {
                let value_type = column.values.value_type().to_string();
                [
                    self.field.text(&column.name),
                    self.class.text(column.class.as_str()),
                    self.value_type.text(&value_type),
                ]
            })
            .collect();
        let mut number = before;
        for row in 0..rows.rows() {
            let record = self.record.number(number);
            for (column, [field, class, value_type]) in rows.columns.iter().zip(&fields) {
                self.collection.push(of_collection);
                self.record.push(record);
                self.field.push(*field);
                self.class.push(*class);
                self.value_type.push(*value_type);
                let value = column.values.get(row).map(text);
                self.value.push(value.as_ref());
            }
            number += 1;
        }
        self.rows += rows.rows() * rows.columns.len();
        self.current = Some((collection.to_owned(), number));
    }

    /// About how many bytes wait.
    pub(crate) fn bytes(&self) -> usize {
        let dictionaries = self.dictionaries().map(Dictionary::bytes);
        dictionaries.into_iter().sum::<usize>() + self.value.bytes()
    }

    /// Takes the values out.
    pub(crate) fn take(&mut self) -> (usize, Vec<Encoded>) {
        let chunks = vec![
            self.collection.take(),
            self.record.take(),
            self.field.take(),
            self.class.take(),
            self.value_type.take(),
            self.value.take(),
        ];
        (std::mem::take(&mut self.rows), chunks)
    }

    /// The columns.
    pub(crate) fn leaves(&self) -> Vec<&Leaf> {
        let dictionaries = self.dictionaries().map(|column| &column.leaf);
        dictionaries.into_iter().chain([&self.value.leaf]).collect()
    }

    fn dictionaries(&self) -> [&Dictionary; 5] {
        [
            &self.collection,
            &self.record,
            &self.field,
            &self.class,
            &self.value_type,
        ]
    }
}

/// A value as a text.
fn text(value: Value) -> Value {
    match value {
        Value::Text(_) => value,
        // `Debug` has an exponent where `Display` has hundreds of zeros; both read back to the same bits.
        Value::Number(number) => format!("{number:?}").into(),
        other => other.to_string().into(),
    }
}
