//! What is in a backup before it is sealed: frames of postcard, each after its length.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};
use store::{Row, Value};

/// The most bytes of a frame. Rows come a few at a time, and one row has no more than an upload.
const MOST: u32 = 256 << 20;

/// A part of a backup.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Frame {
    /// What follows is of this tenant.
    Tenant(String),
    /// What follows are rows of this table, with these columns.
    Table {
        /// Its name.
        name: String,
        /// Its columns.
        columns: Vec<String>,
    },
    /// Rows.
    Rows(Vec<Vec<Cell>>),
    /// That is all.
    End,
}

/// A value of a row.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Cell {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

impl From<Value> for Cell {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Integer(number) => Self::Integer(number),
            Value::Real(number) => Self::Real(number),
            Value::Text(text) => Self::Text(text),
            Value::Blob(bytes) => Self::Blob(bytes),
        }
    }
}

impl From<Cell> for Value {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Null => Self::Null,
            Cell::Integer(number) => Self::Integer(number),
            Cell::Real(number) => Self::Real(number),
            Cell::Text(text) => Self::Text(text),
            Cell::Blob(bytes) => Self::Blob(bytes),
        }
    }
}

impl Frame {
    /// A frame of rows.
    pub(super) fn rows(rows: Vec<Row>) -> Self {
        let cells = |row: Row| row.0.into_iter().map(Cell::from).collect();
        Self::Rows(rows.into_iter().map(cells).collect())
    }

    /// Writes the frame.
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let bytes = postcard::to_allocvec(self).map_err(io::Error::other)?;
        let length = u32::try_from(bytes.len()).ok();
        let length = length.filter(|length| *length <= MOST);
        let length = length.ok_or_else(|| io::Error::other("rows are too large for a backup"))?;
        out.write_all(&length.to_le_bytes())?;
        out.write_all(&bytes)
    }

    /// Reads the next frame.
    pub(super) fn read(from: &mut impl Read) -> io::Result<Self> {
        let mut length = [0; 4];
        from.read_exact(&mut length)?;
        let length = u32::from_le_bytes(length);
        let malformed = || io::Error::new(io::ErrorKind::InvalidData, "it is malformed");
        if length > MOST {
            return Err(malformed());
        }
        let mut bytes = Vec::new();
        from.take(length.into()).read_to_end(&mut bytes)?;
        postcard::from_bytes(&bytes).map_err(|_| malformed())
    }
}

/// The rows of a frame.
pub(super) fn rows_of(cells: Vec<Vec<Cell>>) -> Vec<Row> {
    let row = |cells: Vec<Cell>| Row(cells.into_iter().map(Value::from).collect());
    cells.into_iter().map(row).collect()
}
