//! Tables from CSV (RFC 4180): a heading, and a row a line.

use std::io::Read;

use csv::{ByteRecord, ErrorKind, ReaderBuilder};

use crate::{Builder, Error, Kind, Table};

/// How a file is laid out, and which of its columns are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout<'a> {
    /// What separates cells.
    pub delimiter: u8,
    /// The columns that are kept, by name and kind; the table has them in this order.
    pub columns: &'a [(&'a str, Kind)],
}

/// Reads a table. The others of its columns are not kept, but each row must have them. An empty cell is an absent
/// value. Lines count from 1, which is the heading's; blank ones are no rows, and a row after some
/// is named by the first of them.
///
/// # Errors
/// The heading lacks a column or has one twice, a row is ragged or not UTF-8, or a cell is not of its column's kind.
pub fn read_csv(from: impl Read, layout: &Layout<'_>) -> Result<Table, Error> {
    let mut reader = ReaderBuilder::new()
        .delimiter(layout.delimiter)
        .from_reader(from);
    let heading = reader.byte_headers().map_err(refused)?.clone();
    let places = places(&heading, layout.columns)?;
    let mut builder = Builder::new(layout.columns.iter().copied())?;
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(refused)? {
        let line = record.position().map_or(0, csv::Position::line);
        let cells: Option<Vec<&str>> = places
            .iter()
            .map(|place| str::from_utf8(record.get(*place)?).ok())
            .collect();
        let cells = cells.ok_or(Error::NotText { line })?.into_iter();
        builder.push_line(line, cells.map(|cell| Some(cell).filter(|c| !c.is_empty())))?;
    }
    Ok(builder.finish())
}

/// Where in a row the wanted columns are.
fn places(heading: &ByteRecord, columns: &[(&str, Kind)]) -> Result<Vec<usize>, Error> {
    let mut names: Vec<String> = Vec::new();
    for name in heading {
        // Spreadsheets begin a file with a mark that says how it is encoded.
        let name = match name.strip_prefix("\u{feff}".as_bytes()) {
            Some(name) if names.is_empty() => name,
            _ => name,
        };
        let name = str::from_utf8(name).map_err(|_| Error::NotText { line: 1 })?;
        names.push(name.to_owned());
    }
    let mut places = Vec::new();
    for (wanted, _) in columns {
        let mut found = (0..).zip(&names).filter(|(_, name)| name == wanted);
        let name = (*wanted).to_owned();
        match (found.next(), found.next()) {
            (Some((place, _)), None) => places.push(place),
            (Some(_), Some(_)) => return Err(Error::SameName { name }),
            (None, _) => return Err(Error::UnknownColumn { name, known: names }),
        }
    }
    Ok(places)
}

fn refused(error: csv::Error) -> Error {
    match error.kind() {
        ErrorKind::UnequalLengths {
            pos,
            expected_len,
            len,
        } => Error::Ragged {
            line: pos.as_ref().map_or(0, csv::Position::line),
            found: *len,
            expected: *expected_len,
        },
        ErrorKind::Io(_) => match error.into_kind() {
            ErrorKind::Io(error) => Error::Read(error),
            // It was one a line ago.
            _ => Error::Read(std::io::ErrorKind::Other.into()),
        },
        _ => Error::Csv(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Value;

    fn read(text: &[u8], columns: &[(&str, Kind)]) -> Result<Table, String> {
        let layout = Layout {
            delimiter: b';',
            columns,
        };
        read_csv(text, &layout).map_err(|error| error.to_string())
    }

    #[test]
    fn wanted_columns_are_kept_in_the_order_asked_for() {
        let text = "\u{feff}age;zip;name\r\n30;\"1;2\";Ada\r\n;;\r\n";
        let columns = [("zip", Kind::Text), ("age", Kind::Number)];
        let table = read(text.as_bytes(), &columns).unwrap();
        let cells: Vec<_> = table.columns().iter().map(|c| c.cell(0)).collect();
        let zip = Value::Text("1;2".into());
        assert_eq!(cells, [Some(&zip), Some(&Value::Number(30.0))]);
        assert_eq!(table.columns()[1].cell(1), Some(&Value::Absent));
        assert_eq!(table.rows(), 2);
    }

    #[test]
    fn what_is_wrong_is_named_by_its_line() {
        let age = [("age", Kind::Number)];
        for (text, said) in [
            (&b"age;zip\n1;2\n3\n"[..], "line 3 has 1 cells and not 2"),
            (
                b"age;zip\n1;2\n\"a\nb\";2;3\n",
                "line 3 has 3 cells and not 2",
            ),
            (b"age\n1\n2\nx\n", "line 4: the cell of age is no number"),
            (b"age\n\xff\n", "line 2 is not UTF-8"),
            (b"a\xff\n1\n", "line 1 is not UTF-8"),
            (b"age;age\n1;2\n", "two columns are called age"),
            (
                b"AGE;zip\n1;2\n",
                "no column is called age; there are AGE, zip",
            ),
            (b"", "no column is called age; there are "),
        ] {
            assert_eq!(read(text, &age).unwrap_err(), said, "{text:?}");
        }
    }
}
