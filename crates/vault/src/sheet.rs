//! What is sealed and opened: the cells of records.

use std::fmt;

/// One field of a record: plain when it is given to `seal`, sealed when it is given to `open`.
#[derive(Clone, PartialEq, Eq)]
pub struct Cell {
    /// The field.
    pub field: String,
    /// The plain or the sealed bytes.
    pub bytes: Vec<u8>,
}

/// The cells of one record, all under the key of one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Index into the list of subject keys that the call is given.
    pub subject: u32,
    /// The collection.
    pub collection: String,
    /// The record.
    pub id: String,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// Shows how long the bytes are, because they may be plain.
impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cell")
            .field("field", &self.field)
            .field("bytes", &format_args!("{} bytes", self.bytes.len()))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_does_not_show_what_a_cell_holds() {
        let sheet = Sheet {
            subject: 0,
            collection: "people".into(),
            id: "1".into(),
            cells: vec![Cell {
                field: "name".into(),
                bytes: b"Ada".to_vec(),
            }],
        };
        let shown = format!("{sheet:?}");
        assert!(
            shown.contains("3 bytes") && !shown.contains("65"),
            "{shown}"
        );
    }
}
