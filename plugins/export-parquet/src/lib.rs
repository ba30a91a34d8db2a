//! Built-in exporter: Apache Parquet.
//!
//! A Parquet file has one schema, a copy has a collection for each kind of record. So a file has one of two forms:
//!
//! - All collections, a row for each field of a record: `collection`, `record` (counted from 0 in its collection),
//!   `field`, `class`, `type` and `value`, a text as the other exporters write it, or null.
//! - With the parameter `collection` the records of that one: a row for each, a column of its own type for each field.
//!   The classes of the fields stand in the file's metadata, as `class:{field}`.
//!
//! Pages are not compressed; what repeats is written once, as a dictionary. The writer is ours, because the crate
//! `parquet` makes 650 KiB of WebAssembly with a random number of each build in it, and depends on chrono.

mod cells;
mod chunk;
mod file;
mod hybrid;
mod leaf;
mod records;
mod thrift;

use cells::Cells;
use chunk::Encoded;
use file::File;
use leaf::Leaf;
use lethe_plugin::{Exporter, FileContext, Refusal, Selector, Table, Value};
use records::Records;
use serde::Deserialize;

lethe_plugin::exporter! {
    name: "parquet",
    summary: "Writes records as Apache Parquet: all collections as rows of values, or one with typed columns",
    media_type: "application/vnd.apache.parquet",
    extension: "parquet",
    fields: [Selector::any()],
    parameters: Parameters,
    schema: include_str!("../parameters.schema.json"),
    writer: Parquet,
}

/// What a file holds.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The collection that is written, with a column of its own type for each field; left out, all of them are,
    /// with a row for each value.
    pub collection: Option<String>,
}

/// Bytes at which rows become a row group. With the largest table on top of it, a group stays below the 1 MiB that a
/// call may answer, and what the end of the file says of all groups stays small.
const GROUP_BYTES: usize = 192 << 10;

/// A file in the making.
#[derive(Debug)]
pub struct Parquet {
    file: File,
    layout: Layout,
    about: Vec<(String, String)>,
}

#[derive(Debug)]
enum Layout {
    Cells(Box<Cells>),
    Records(Records),
}

impl Exporter for Parquet {
    type Parameters = Parameters;

    fn begin(context: FileContext<Parameters>, out: &mut Vec<u8>) -> Result<Self, Refusal> {
        let mut about = vec![
            ("title".to_owned(), context.title),
            (
                "created".to_owned(),
                Value::Timestamp(context.now_ms).to_string(),
            ),
        ];
        let layout = match context.parameters.collection {
            None => Layout::Cells(Box::new(Cells::new())),
            Some(collection) => {
                about.push(("collection".to_owned(), collection.clone()));
                Layout::Records(Records::new(collection))
            }
        };
        let file = File::begin(out);
        Ok(Self {
            file,
            layout,
            about,
        })
    }

    fn push(&mut self, collection: &str, rows: &Table, out: &mut Vec<u8>) -> Result<(), Refusal> {
        match &mut self.layout {
            Layout::Cells(cells) => cells.push(collection, rows),
            Layout::Records(records) => records.push(collection, rows)?,
        }
        if self.layout.bytes() >= GROUP_BYTES {
            self.end_group(out);
        }
        Ok(())
    }

    fn finish(mut self, out: &mut Vec<u8>) -> Result<(), Refusal> {
        self.end_group(out);
        let leaves: Vec<&Leaf> = match &self.layout {
            Layout::Cells(cells) => cells.leaves(),
            Layout::Records(records) => {
                self.about.extend(records.classes()?);
                records.leaves()
            }
        };
        self.file.end(&leaves, &self.about, out);
        Ok(())
    }
}

impl Parquet {
    /// Writes the rows that wait.
    fn end_group(&mut self, out: &mut Vec<u8>) {
        let (rows, chunks) = self.layout.take();
        if rows > 0 {
            self.file.group(rows, &chunks, out);
        }
    }
}

impl Layout {
    /// About how many bytes wait to be written.
    fn bytes(&self) -> usize {
        match self {
            Self::Cells(cells) => cells.bytes(),
            Self::Records(records) => records.bytes(),
        }
    }

    /// How many rows wait to be written, and their columns.
    fn take(&mut self) -> (usize, Vec<Encoded>) {
        match self {
            Self::Cells(cells) => cells.take(),
            Self::Records(records) => records.take(),
        }
    }
}

#[cfg(test)]
mod tests;
